// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static java.util.Objects.requireNonNull;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.topology.Changelogs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.TopicDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the cluster and the schema registry before Kafka Streams starts: its own errors name
 * neither the topic nor the setting, and some of its waits never end.
 */
public final class Preflight {

  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

  private final Brokers brokers;
  private final Optional<SchemaRegistry> registry;

  /**
   * Prepares the checks.
   *
   * @param brokers of the cluster
   * @param registry of the schemas of what is written, if it needs one
   */
  public Preflight(Brokers brokers, Optional<SchemaRegistry> registry) {
    this.brokers = brokers;
    this.registry = registry;
  }

  /**
   * Runs all checks.
   *
   * @param topics that must exist
   * @param group of the app
   * @param changelogs of the app, which need not exist
   * @param exactlyOnce whether the brokers must keep transactions
   * @return the topics that exist, by name
   * @throws UnusableClusterException if the cluster does not answer in time or cannot keep
   *     transactions, a topic is missing or may not be seen, one that is written to would lose or
   *     reject records, labels would not lie in the partitions of their readings, or a changelog
   *     does not fit
   * @throws org.apache.kafka.common.KafkaException if the registry does not answer or rejects the
   *     credentials or the schema; the message is one sentence that names {@code registry.url}
   */
  public Map<String, TopicDescription> check(
      TopicSettings topics, String group, Changelogs changelogs, boolean exactlyOnce) {
    Map<String, TopicDescription> found = new HashMap<>(new TopicCheck(brokers).check(topics));
    int partitions = requireNonNull(found.get(topics.input())).partitions().size();
    for (String changelog : changelogs.names()) {
      new ChangelogCheck(brokers, topics, changelog, changelog.equals(changelogs.segments()))
          .check(group, partitions)
          .ifPresent(topic -> found.put(changelog, topic));
    }
    if (exactlyOnce) {
      new TransactionLogCheck(brokers).check();
    }
    registry.ifPresent(
        schemas -> {
          checkSchema(schemas, "labels", topics.output(), ActivityLabel.getClassSchema());
          String episodes = topics.episodes();
          if (episodes != null) {
            checkSchema(schemas, "episodes", episodes, ActivityEpisode.getClassSchema());
          }
        });
    return found;
  }

  /**
   * Checks the topics of an app that is not about to start.
   *
   * @param topics that must exist
   * @throws UnusableClusterException if the app could not start with them
   */
  public void checkTopics(TopicSettings topics) {
    new TopicCheck(brokers).check(topics);
  }

  /** Looks up a schema, or registers it if that is allowed. */
  private static void checkSchema(
      SchemaRegistry registry, String what, String topic, Schema schema) {
    String subject = SchemaRegistry.subject(topic);
    int id = registry.id(subject, schema);
    LOG.info("{} are written in Confluent's format, with schema id {} of {}", what, id, subject);
  }
}
