// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the brokers can create and write the transaction log that exactly-once needs. If they
 * cannot, producers wait for their id forever and log nothing.
 */
final class TransactionLogCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionLogCheck.class);
  private static final String REPLICATION_FACTOR = "transaction.state.log.replication.factor";

  private final Brokers brokers;

  TransactionLogCheck(Brokers brokers) {
    this.brokers = brokers;
  }

  /**
   * Checks the log.
   *
   * @throws UnusableClusterException if it cannot be created or written
   */
  void check() {
    try {
      Optional<TopicDescription> log = find();
      if (log.isPresent()) {
        checkReplicas(log.get());
      } else {
        // The brokers create it when the first producer asks for a transaction.
        checkCanBeMade();
      }
    } catch (AuthorizationException e) {
      // Labeling does not need this permission, so its lack does not stop the start.
      LOG.debug("the transaction log cannot be checked", e);
    }
  }

  private Optional<TopicDescription> find() {
    String topic = Topic.TRANSACTION_STATE_TOPIC_NAME;
    try {
      return Optional.of(
          brokers.answer(
              requireNonNull(
                  brokers.admin().describeTopics(List.of(topic)).topicNameValues().get(topic))));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private void checkReplicas(TopicDescription log) {
    int replicas = log.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    String least =
        value(
            new ConfigResource(ConfigResource.Type.TOPIC, log.name()),
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    if (!least.isEmpty() && replicas < Integer.parseInt(least)) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "topic '%s' of the brokers %s, which exactly-once needs, has %d replicas, fewer than"
                  + " its min.insync.replicas of %s, so nothing can be written to it",
              log.name(),
              brokers,
              replicas,
              least));
    }
  }

  private void checkCanBeMade() {
    var nodes = brokers.answer(brokers.admin().describeCluster().nodes());
    if (nodes.isEmpty()) {
      return;
    }
    String wanted =
        value(
            new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString()),
            REPLICATION_FACTOR);
    if (!wanted.isEmpty() && nodes.size() < Integer.parseInt(wanted)) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "exactly-once needs a transaction log, which the %d brokers at %s cannot create while"
                  + " their %s is %s",
              nodes.size(),
              brokers,
              REPLICATION_FACTOR,
              wanted));
    }
  }

  private String value(ConfigResource resource, String name) {
    Config config =
        brokers.answer(
            requireNonNull(
                brokers.admin().describeConfigs(List.of(resource)).values().get(resource)));
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
