// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.tracing.LabelSpan;
import io.opentelemetry.context.Scope;
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
 * Writes labels and episodes to their topics. One that its topic is known to refuse becomes a dead
 * letter instead, in the same transaction: one that a broker refuses would abort the transaction,
 * again and again.
 */
final class LabelWriter {

  /** Name of the sink of labels. */
  static final String LABELS = "labels";

  /** Name of the sink of episodes. */
  static final String EPISODES = "episodes-out";

  /** Name of the sink of labels and episodes that are set aside. */
  static final String REFUSED_LABELS = "refused-labels";

  private final TopicSettings topics;
  private final Serializer<ActivityLabel> labels;
  private final Serializer<ActivityEpisode> episodes;
  private final WriteLimits limits;
  private final DeadLetters letters;

  LabelWriter(
      TopicSettings topics,
      Serializer<ActivityLabel> labels,
      Serializer<ActivityEpisode> episodes,
      WriteLimits limits) {
    this.topics = topics;
    this.labels = labels;
    this.episodes = episodes;
    this.limits = limits;
    this.letters = new DeadLetters(topics.deadLetters(), limits);
  }

  /**
   * Writes a label with the trace context of its span; returns false if it was set aside. A label
   * that is too large with this context is written without it.
   */
  boolean write(ProcessorContext<byte[], byte[]> context, ActivityLabel label, LabelSpan span) {
    byte[] key = label.getWearer().getBytes(UTF_8);
    Headers headers = new RecordHeaders();
    byte[] value = labels.serialize(topics.output(), headers, label);
    long endMillis = label.getSegmentEnd().toEpochMilli();
    span.writeTo(headers);
    Optional<Refusal> refusal = limits.refusal(topics.output(), key, value, headers, endMillis);
    if (refusal.isPresent() && span.removeFrom(headers)) {
      refusal = limits.refusal(topics.output(), key, value, headers, endMillis);
    }
    if (refusal.isEmpty()) {
      forward(context, new Record<>(key, value, endMillis, headers), span);
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
        "label",
        new ProducerRecord<>(topics.output(), null, endMillis, key, value, headers),
        refusal.get());
    return false;
  }

  /** An agent that instruments the producer finds the span by its scope. */
  @SuppressWarnings("try")
  private static void forward(
      ProcessorContext<byte[], byte[]> context, Record<byte[], byte[]> label, LabelSpan span) {
    if (!span.isTraced()) {
      context.forward(label, LABELS);
      return;
    }
    try (Scope scope = span.context().makeCurrent()) {
      context.forward(label, LABELS);
    }
  }

  /**
   * Writes what is known of an episode; returns false if it was set aside.
   *
   * @param timeMillis in event time, until when it is known
   */
  boolean write(
      ProcessorContext<byte[], byte[]> context, ActivityEpisode episode, long timeMillis) {
    String topic = requireNonNull(topics.episodes());
    byte[] key = episode.getWearer().getBytes(UTF_8);
    Headers headers = new RecordHeaders();
    byte[] value = episodes.serialize(topic, headers, episode);
    Optional<Refusal> refusal = limits.refusal(topic, key, value, headers, timeMillis);
    if (refusal.isEmpty()) {
      context.forward(new Record<>(key, value, timeMillis, headers), EPISODES);
      return true;
    }
    String place =
        "the episode of wearer '%s' from %s"
            .formatted(
                InvalidReadingException.truncated(episode.getWearer(), 100), episode.getStart());
    limits.episodeSetAside(place, refusal.get());
    setAside(
        context,
        place,
        "episode",
        new ProducerRecord<>(topic, null, timeMillis, key, value, headers),
        refusal.get());
    return false;
  }

  private void setAside(
      ProcessorContext<byte[], byte[]> context,
      String place,
      String field,
      ProducerRecord<byte[], byte[]> record,
      Refusal refusal) {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put(DeadLetterHandler.EXCEPTION_HEADER, refusal.exception());
    reasons.put(DeadLetterHandler.MESSAGE_HEADER, place + ": " + refusal.sentence());
    reasons.put(DeadLetterHandler.TOPIC_HEADER, record.topic());
    reasons.put(DeadLetterHandler.FIELD_HEADER, field);
    letters
        .letter(place, record, reasons)
        .ifPresent(
            letter ->
                context.forward(
                    new Record<>(
                        letter.key(), letter.value(), record.timestamp(), letter.headers()),
                    REFUSED_LABELS));
  }
}
