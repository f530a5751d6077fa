// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.reading.InvalidReadingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes labels to the output topic. A label that the topic is known to refuse becomes a dead
 * letter instead, in the same transaction: one that a broker refuses would abort the transaction,
 * again and again.
 */
final class LabelWriter {

  /** Name of the sink of labels. */
  static final String LABELS = "labels";

  /** Name of the sink of labels that are set aside. */
  static final String REFUSED_LABELS = "refused-labels";

  private final TopicSettings topics;
  private final Serializer<ActivityLabel> serializer;
  private final WriteLimits limits;
  private final DeadLetters letters;

  LabelWriter(TopicSettings topics, Serializer<ActivityLabel> serializer, WriteLimits limits) {
    this.topics = topics;
    this.serializer = serializer;
    this.limits = limits;
    this.letters = new DeadLetters(topics.deadLetters(), limits);
  }

  /** Writes a label; returns false if it was set aside. */
  boolean write(ProcessorContext<byte[], byte[]> context, ActivityLabel label) {
    byte[] key = label.getWearer().getBytes(UTF_8);
    Headers headers = new RecordHeaders();
    byte[] value = serializer.serialize(topics.output(), headers, label);
    long endMillis = label.getSegmentEnd().toEpochMilli();
    Optional<Refusal> refusal = limits.refusal(topics.output(), key, value, headers, endMillis);
    if (refusal.isEmpty()) {
      context.forward(new Record<>(key, value, endMillis, headers), LABELS);
      return true;
    }
    String place =
        "the label of wearer '%s' for the segment from %s"
            .formatted(
                InvalidReadingException.truncated(label.getWearer(), 100), label.getSegmentStart());
    limits.labelSetAside(place, refusal.get());
    setAside(
        context,
        place,
        new ProducerRecord<>(topics.output(), null, endMillis, key, value, headers),
        refusal.get());
    return false;
  }

  private void setAside(
      ProcessorContext<byte[], byte[]> context,
      String place,
      ProducerRecord<byte[], byte[]> label,
      Refusal refusal) {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put(DeadLetterHandler.EXCEPTION_HEADER, refusal.exception());
    reasons.put(DeadLetterHandler.MESSAGE_HEADER, place + ": " + refusal.sentence());
    reasons.put(DeadLetterHandler.TOPIC_HEADER, topics.output());
    reasons.put(DeadLetterHandler.FIELD_HEADER, "label");
    letters
        .letter(place, label, reasons)
        .ifPresent(
            letter ->
                context.forward(
                    new Record<>(letter.key(), letter.value(), label.timestamp(), letter.headers()),
                    REFUSED_LABELS));
  }
}
