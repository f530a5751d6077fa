// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.KafkaErrorText;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.lang3.Strings;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sets an app's offsets in the input topic and deletes its changelogs, so that it starts with no
 * open segment. Offsets come first: the brokers refuse to set those of a group with members, and
 * then nothing was changed.
 */
final class AppReset {

  private static final long POLL_MILLIS = 100;

  private static final Comparator<TopicPartition> BY_NUMBER =
      Comparator.comparingInt(TopicPartition::partition);

  private final Brokers brokers;
  private final String group;
  private final Optional<GroupListing> found;
  private final List<String> changelogs;
  private final Map<TopicPartition, Long> offsets;

  /**
   * Asks the brokers what a reset would do.
   *
   * @param group of the app: its application id
   * @param input the topic that it reads
   * @param changelogs that it may have
   * @param start where it is to start
   * @throws KafkaException if the input topic is missing or the brokers do not answer
   */
  AppReset(Brokers brokers, String group, String input, List<String> changelogs, OffsetSpec start) {
    this.brokers = brokers;
    this.group = group;
    this.found =
        brokers.answer(brokers.admin().listGroups(new ListGroupsOptions()).all()).stream()
            .filter(listing -> listing.groupId().equals(group))
            .findFirst();
    this.changelogs = existing(changelogs);
    this.offsets = offsets(input, start);
  }

  private List<String> existing(List<String> topics) {
    List<String> existing = new ArrayList<>();
    brokers
        .admin()
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, answer) -> {
              if (exists(answer)) {
                existing.add(topic);
              }
            });
    return existing;
  }

  private boolean exists(KafkaFuture<TopicDescription> answer) {
    try {
      brokers.answer(answer);
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  private Map<TopicPartition, Long> offsets(String input, OffsetSpec start) {
    TopicDescription topic;
    try {
      topic =
          requireNonNull(
              brokers
                  .answer(brokers.admin().describeTopics(List.of(input)).allTopicNames())
                  .get(input));
    } catch (UnknownTopicOrPartitionException e) {
      throw new UnusableClusterException(
          "on the brokers %s, topic '%s' (setting input.topic) is missing"
              .formatted(brokers, input));
    }
    List<TopicPartition> partitions =
        topic.partitions().stream()
            .map(partition -> new TopicPartition(input, partition.partition()))
            .toList();
    Map<TopicPartition, Long> starts = new TreeMap<>(BY_NUMBER);
    list(partitions, start)
        .forEach(
            (partition, info) -> {
              if (info.offset() >= 0) {
                starts.put(partition, info.offset());
              }
            });
    // No record is as young as the given time: the app starts at the end.
    List<TopicPartition> rest = new ArrayList<>(partitions);
    rest.removeAll(starts.keySet());
    list(rest, OffsetSpec.latest())
        .forEach((partition, info) -> starts.put(partition, info.offset()));
    return starts;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      List<TopicPartition> partitions, OffsetSpec spec) {
    return partitions.isEmpty()
        ? Map.of()
        : brokers.answer(
            brokers
                .admin()
                .listOffsets(partitions.stream().collect(toMap(Function.identity(), p -> spec)))
                .all());
  }

  /** The state of the group if it has members or may have; empty if it can be reset. */
  Optional<String> activeState() {
    return found
        .flatMap(GroupListing::groupState)
        .filter(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
        .map(GroupState::toString);
  }

  /** Changelogs of the app that exist. */
  List<String> changelogs() {
    return changelogs;
  }

  /** By partition of the input topic, where the app will start. */
  Map<TopicPartition, Long> offsets() {
    return offsets;
  }

  /**
   * Resets the app.
   *
   * @param done receives a line about each thing that was done, also if what follows fails
   * @throws KafkaException if the group has members, or something cannot be set or deleted; the
   *     message says what is left to do
   */
  void execute(Consumer<String> done) {
    setOffsets();
    offsets.forEach((partition, offset) -> done.accept(setText(partition, offset)));
    deleteChangelogs(done);
  }

  /** What is done to a partition of the input topic. */
  String setText(TopicPartition partition, long offset) {
    return "set group '%s' to offset %s of %s".formatted(group, offset, partition);
  }

  private void setOffsets() {
    Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
    offsets.forEach((partition, offset) -> starts.put(partition, new OffsetAndMetadata(offset)));
    boolean isStreams =
        found.flatMap(GroupListing::type).filter(type -> type == GroupType.STREAMS).isPresent();
    brokers.answer(
        isStreams
            ? brokers.admin().alterStreamsGroupOffsets(group, starts).all()
            : brokers.admin().alterConsumerGroupOffsets(group, starts).all());
  }

  private void deleteChangelogs(Consumer<String> done) {
    if (changelogs.isEmpty()) {
      return;
    }
    Map<String, KafkaFuture<Void>> answers =
        brokers.admin().deleteTopics(changelogs).topicNameValues();
    List<String> left = new ArrayList<>();
    KafkaException reason = null;
    for (String changelog : changelogs) {
      try {
        awaitDeletion(changelog, requireNonNull(answers.get(changelog)));
        done.accept("deleted topic " + changelog);
      } catch (KafkaException e) {
        left.add("'" + changelog + "'");
        reason = reason == null ? e : reason;
      }
    }
    if (reason != null) {
      throw new KafkaException(
          "the offsets of group '%s' are set, but %s with the app's state %s not deleted: %s"
                  .formatted(
                      group,
                      (left.size() == 1 ? "topic " : "topics ") + String.join(", ", left),
                      left.size() == 1 ? "was" : "were",
                      Strings.CS.removeEnd(KafkaErrorText.sentence(reason), "."))
              + "; do not start the app, which would skip readings that it has labeled before: first"
              + " run the same command again, with the permission to delete what is left");
    }
  }

  /** An app that starts before a changelog is gone would use it. */
  private void awaitDeletion(String changelog, KafkaFuture<Void> answer) {
    try {
      brokers.answer(answer);
    } catch (UnknownTopicOrPartitionException e) {
      // Somebody else deleted it in this moment.
    }
    while (!existing(List.of(changelog)).isEmpty()) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
