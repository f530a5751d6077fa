// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.streams.delivery.Refusal;
import io.kinetograph.streams.delivery.Refusal.Reason;
import io.kinetograph.streams.delivery.WriteLimits;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters that the dead-letter topic accepts: complete, or without the value and headers
 * of the record, or without its key too. So no record can block the ones after it. (A compacted
 * topic refuses records without a key, and keeps one record for each key: the place is then the
 * key.)
 */
final class DeadLetters {

  private final String topic;
  private final WriteLimits limits;

  DeadLetters(String topic, WriteLimits limits) {
    this.topic = topic;
    this.limits = limits;
  }

  /**
   * Makes a dead letter. If the topic refuses even the smallest one, that is counted and logged.
   *
   * @param place of the record, for people
   * @param record what is set aside
   * @param reasons headers of ours
   */
  Optional<ProducerRecord<byte[], byte[]>> letter(
      String place, ProducerRecord<byte[], byte[]> record, Map<String, String> reasons) {
    byte[] noKey = limits.needsKey(topic) ? place.getBytes(UTF_8) : null;
    byte[] key = record.key() == null ? noKey : record.key();
    ProducerRecord<byte[], byte[]> letter =
        letter(record, key, record.value(), record.headers(), "", reasons);
    Optional<Refusal> refusal = refusal(letter);
    if (isTooLarge(refusal) && size(key) <= Short.MAX_VALUE) {
      letter = letter(record, key, null, new RecordHeaders(), leftOut(record), reasons);
      refusal = refusal(letter);
    }
    if (isTooLarge(refusal)) {
      String leftOut =
          String.format(Locale.ROOT, "key of %d bytes, ", size(record.key())) + leftOut(record);
      letter = letter(record, noKey, null, new RecordHeaders(), leftOut, reasons);
      refusal = refusal(letter);
    }
    if (refusal.isPresent()) {
      limits.letterLost(place, refusal.get());
      return Optional.empty();
    }
    return Optional.of(letter);
  }

  private static boolean isTooLarge(Optional<Refusal> refusal) {
    return refusal.isPresent() && refusal.get().reason() == Reason.SIZE;
  }

  private static String leftOut(ProducerRecord<byte[], byte[]> record) {
    return String.format(
        Locale.ROOT,
        "value of %d bytes, %d headers",
        size(record.value()),
        record.headers().toArray().length);
  }

  private Optional<Refusal> refusal(ProducerRecord<byte[], byte[]> letter) {
    Long timestamp = letter.timestamp();
    return limits.refusal(
        topic, letter.key(), letter.value(), letter.headers(), timestamp == null ? -1 : timestamp);
  }

  private ProducerRecord<byte[], byte[]> letter(
      ProducerRecord<byte[], byte[]> record,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      String leftOut,
      Map<String, String> reasons) {
    var letter = new ProducerRecord<>(topic, null, record.timestamp(), key, value, headers);
    if (!leftOut.isEmpty()) {
      letter.headers().add(DeadLetterHandler.LEFT_OUT_HEADER, leftOut.getBytes(UTF_8));
    }
    reasons.forEach((name, text) -> letter.headers().add(name, text.getBytes(UTF_8)));
    return letter;
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
