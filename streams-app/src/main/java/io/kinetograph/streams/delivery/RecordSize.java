// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/** The size of a record in a batch of its own, as producers and brokers check it. */
public final class RecordSize {

  /** The framing of a batch (61) and the most that the fixed fields of a record take (21). */
  private static final int OVERHEAD = 61 + 21;

  private RecordSize() {}

  /** The most bytes that the record takes without compression. */
  public static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long size = OVERHEAD + sized(key) + sized(value);
    int count = 0;
    for (Header header : headers) {
      size += sized(header.key().getBytes(StandardCharsets.UTF_8)) + sized(header.value());
      count++;
    }
    return size + ByteUtils.sizeOfVarint(count);
  }

  /**
   * A producer's maximum request size, which it checks before compression.
   *
   * @param producer its settings
   * @throws ConfigException if it is not a number
   */
  static int limit(Map<String, ?> producer) {
    String key = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
    Object bytes = producer.get(key);
    return (int)
        ConfigDef.parseType(
            key,
            bytes == null ? ProducerConfig.configDef().defaultValues().get(key) : bytes,
            ConfigDef.Type.INT);
  }

  private static long sized(byte @Nullable [] bytes) {
    return bytes == null ? 1 : ByteUtils.sizeOfVarint(bytes.length) + (long) bytes.length;
  }
}
