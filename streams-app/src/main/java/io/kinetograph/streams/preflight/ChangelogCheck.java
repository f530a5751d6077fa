// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.config.TopicSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a changelog, if Kafka Streams has created it before. It is the app's, but operators and
 * other programs can change it.
 */
final class ChangelogCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ChangelogCheck.class);

  /** No offset. */
  private static final Long NONE = -1L;

  private static final String LOST_SEGMENTS =
      "the segments that were open then lack samples, readings that are sent again may be labeled"
          + " again, and the episodes of all wearers start anew";

  private static final String LOST_EPISODES =
      "the episodes of all wearers start anew; this is normal after an update from a version"
          + " without episodes";

  private static final String LOST_OFFSETS =
      "the group's offsets were deleted, or expired while the app was down"
          + " (offsets.retention.minutes, 7 days by default). The app starts with the oldest record"
          + " (kafka.auto.offset.reset). It repeats labels only of wearers that it has forgotten"
          + " (segment.wearer-retention). To start elsewhere, stop the app and use"
          + " kafka-consumer-groups.sh --reset-offsets --to-datetime";

  private final Brokers brokers;
  private final TopicSettings topics;
  private final String changelog;
  private final boolean isOfSegments;
  private final String named;

  /**
   * Prepares a check.
   *
   * @param changelog of one store
   * @param isOfSegments whether it says which segments have closed
   */
  ChangelogCheck(Brokers brokers, TopicSettings topics, String changelog, boolean isOfSegments) {
    this.brokers = brokers;
    this.topics = topics;
    this.changelog = changelog;
    this.isOfSegments = isOfSegments;
    this.named = "topic '%s' (the app's state)".formatted(changelog);
  }

  /**
   * Checks it.
   *
   * @param group of the app, which may have read the input before
   * @param partitions of the input topic
   * @return the changelog, if it exists
   * @throws UnusableClusterException if it does not have as many partitions as the input, brokers
   *     would delete the state, or nothing can be written
   */
  Optional<TopicDescription> check(String group, int partitions) {
    try {
      Optional<TopicDescription> found = find();
      if (found.isPresent()) {
        checkPartitions(found.get().partitions().size(), partitions);
        checkConfig(found.get());
      }
      if (found.isEmpty() || isEmpty(found.get())) {
        warnIfStateIsLost(group);
      } else if (isOfSegments) {
        warnIfOffsetsAreLost(group);
      }
      return found;
    } catch (AuthorizationException e) {
      LOG.debug("{} cannot be checked", named, e);
      return Optional.empty();
    }
  }

  private Optional<TopicDescription> find() {
    try {
      return Optional.of(
          brokers.answer(
              requireNonNull(
                  brokers
                      .admin()
                      .describeTopics(List.of(changelog))
                      .topicNameValues()
                      .get(changelog))));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private void checkPartitions(int own, int read) {
    if (own != read) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "%s has %d partitions and %s %d; %s",
              named,
              own,
              topics.named(topics.input()),
              read,
              own < read
                  ? UnusableClusterException.ADD_PARTITIONS
                  : "partitions cannot be removed: give the topics as many, or set another"
                      + " kafka.application.id, with which the app starts without this state"));
    }
  }

  private void checkConfig(TopicDescription found) {
    Config config = new TopicConfigs(brokers).of(changelog, named);
    if (config == null) {
      return;
    }
    TopicConfigs.checkReplicas(named, found, config);
    String policy = TopicConfigs.value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    boolean isLimited =
        TopicConfigs.number(config, TopicConfig.RETENTION_MS_CONFIG) >= 0
            || TopicConfigs.number(config, TopicConfig.RETENTION_BYTES_CONFIG) >= 0;
    if (policy.contains("delete") && isLimited) {
      throw new UnusableClusterException(
          "%s has cleanup.policy=%s, so the brokers delete it after a while; set its cleanup.policy to compact"
              .formatted(named, policy));
    }
    if (!policy.contains("compact")) {
      LOG.warn(
          "{} is not compacted, so it grows and each start takes longer; set its cleanup.policy to"
              + " compact",
          named);
    }
  }

  private boolean isEmpty(TopicDescription found) {
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    found
        .partitions()
        .forEach(
            partition -> {
              TopicPartition place = new TopicPartition(changelog, partition.partition());
              first.put(place, OffsetSpec.earliest());
              last.put(place, OffsetSpec.latest());
            });
    Map<TopicPartition, ListOffsetsResultInfo> firstOffsets =
        brokers.answer(brokers.admin().listOffsets(first).all());
    Map<TopicPartition, ListOffsetsResultInfo> lastOffsets =
        brokers.answer(brokers.admin().listOffsets(last).all());
    return firstOffsets.entrySet().stream()
        .allMatch(
            entry ->
                entry.getValue().offset()
                    >= requireNonNull(lastOffsets.get(entry.getKey())).offset());
  }

  private void warnIfStateIsLost(String group) {
    if (largestOffset(group).orElse(NONE) > 0) {
      LOG.warn(
          "{} is missing or empty, although group '{}' has read {} before: {}",
          named,
          group,
          topics.named(topics.input()),
          isOfSegments ? LOST_SEGMENTS : LOST_EPISODES);
    }
  }

  private void warnIfOffsetsAreLost(String group) {
    if (largestOffset(group).equals(Optional.of(NONE))) {
      LOG.warn(
          "group '{}' has no offsets in {}, although {} has records: {}",
          group,
          topics.named(topics.input()),
          named,
          LOST_OFFSETS);
    }
  }

  /** How far the group has read the input, or {@link #NONE}; empty if this cannot be known. */
  private Optional<Long> largestOffset(String group) {
    try {
      return Optional.of(
          brokers
              .answer(
                  brokers.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
              .entrySet()
              .stream()
              .filter(entry -> entry.getKey().topic().equals(topics.input()))
              .filter(entry -> entry.getValue() != null)
              .map(entry -> entry.getValue().offset())
              .max(Comparator.naturalOrder())
              .orElse(NONE));
    } catch (UnusableClusterException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.debug("the offsets of group {} are not known", group, e);
      return Optional.empty();
    }
  }
}
