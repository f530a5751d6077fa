// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.reading.InvalidReadingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends an invalid record to the dead-letter topic, in the transaction of the records around it,
 * with its original bytes and the headers of Kafka Streams' own dead letters (KIP-1034), plus the
 * name of the invalid field. If that would exceed the producer's maximum request size, only the key
 * is kept, so that no record can block the ones after it. Any other failure stops the stream
 * thread: the fault is ours, not the record's.
 *
 * <p>Public because Kafka Streams creates it by class name.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {

  /** Why the record is invalid, in a sentence. */
  public static final String MESSAGE_HEADER = "__streams.errors.message";

  /** Class name of the failure. */
  public static final String EXCEPTION_HEADER = "__streams.errors.exception";

  /** Topic the record was read from. */
  public static final String TOPIC_HEADER = "__streams.errors.topic";

  /** Partition the record was read from, in decimal. */
  public static final String PARTITION_HEADER = "__streams.errors.partition";

  /** Offset the record was read from, in decimal. */
  public static final String OFFSET_HEADER = "__streams.errors.offset";

  /** The invalid field: a field of the schema, {@code key} or {@code value}. */
  public static final String FIELD_HEADER = "kinetograph.errors.field";

  /** What was left out of a record that is too long for a dead letter; absent otherwise. */
  public static final String LEFT_OUT_HEADER = "kinetograph.errors.left.out";

  /** Bytes of a dead letter reserved for our own headers and the record's and batch's framing. */
  private static final int RESERVED_BYTES = 8 << 10;

  /** The most bytes that a header's two length fields take. */
  private static final int HEADER_LENGTH_BYTES = 10;

  private String topic = "";
  private int maxRequestBytes;

  @Override
  public void configure(Map<String, ?> configs) {
    String key = StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG;
    Object name = configs.get(key);
    if (name == null) {
      throw new ConfigException(key, null, "set it: invalid records are sent to this topic");
    }
    topic = name.toString();
    maxRequestBytes = maxRequestBytes(configs);
  }

  /** The producer's maximum request size, which it checks before compression. */
  private static int maxRequestBytes(Map<String, ?> configs) {
    String key = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
    for (String name : List.of(StreamsConfig.producerPrefix(key), key)) {
      Object set = configs.get(name);
      if (set != null) {
        return Integer.parseInt(set.toString().trim());
      }
    }
    return (Integer) requireNonNull(ProducerConfig.configDef().defaultValues().get(key));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    if (!(exception instanceof InvalidReadingException invalid)) {
      return Response.fail();
    }
    byte[] key = context.sourceRawKey();
    byte[] value = context.sourceRawValue();
    boolean fits =
        size(key) + size(value) + size(context.headers()) <= maxRequestBytes - RESERVED_BYTES;
    boolean keyFits = fits || size(key) <= Short.MAX_VALUE;
    var letter =
        new ProducerRecord<>(
            topic,
            null,
            context.timestamp() < 0 ? null : context.timestamp(),
            keyFits ? key : null,
            fits ? value : null,
            fits ? context.headers() : List.of());
    Headers headers = letter.headers();
    if (!fits) {
      String leftOut =
          "value of %d bytes, %d headers"
              .formatted(size(value), context.headers().toArray().length);
      add(
          headers,
          LEFT_OUT_HEADER,
          keyFits ? leftOut : "key of %d bytes, ".formatted(size(key)) + leftOut);
    }
    add(headers, EXCEPTION_HEADER, invalid.getClass().getName());
    add(headers, MESSAGE_HEADER, String.valueOf(invalid.getMessage()));
    add(headers, TOPIC_HEADER, context.topic());
    add(headers, PARTITION_HEADER, Integer.toString(context.partition()));
    add(headers, OFFSET_HEADER, Long.toString(context.offset()));
    add(headers, FIELD_HEADER, invalid.field());
    return Response.resume(List.of(letter));
  }

  private static long size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static long size(Headers headers) {
    long size = 0;
    for (Header header : headers) {
      // A character takes up to three bytes of UTF-8.
      size += HEADER_LENGTH_BYTES + 3L * header.key().length() + size(header.value());
    }
    return size;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
