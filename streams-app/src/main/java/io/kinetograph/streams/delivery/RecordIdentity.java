// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a record when it is made again after its transaction was aborted, and never another
 * one.
 *
 * <p>Two records of an episode may have the same key and timestamp, and two dead letters may differ
 * in their source only, so all of the record counts. Of a label, the key and the timestamp do: a
 * wearer has one label for a segment, and the model may give other last digits the second time.
 *
 * @param topic of the record
 * @param digest of what counts
 */
record RecordIdentity(String topic, String digest) {

  static RecordIdentity ofLabel(String topic, byte @Nullable [] key, long timestampMillis) {
    return new RecordIdentity(topic, hex(digest(key, timestampMillis)));
  }

  static RecordIdentity of(
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long timestampMillis) {
    MessageDigest digest = digest(key, timestampMillis);
    add(digest, value);
    for (Header header : headers) {
      add(digest, header.key().getBytes(StandardCharsets.UTF_8));
      add(digest, header.value());
    }
    return new RecordIdentity(topic, hex(digest));
  }

  private static MessageDigest digest(byte @Nullable [] key, long timestampMillis) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(timestampMillis).flip());
      add(digest, key);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** With the length, so that no other parts give the same bytes. */
  private static void add(MessageDigest digest, byte @Nullable [] part) {
    int length = part == null ? -1 : part.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    if (part != null) {
      digest.update(part);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
