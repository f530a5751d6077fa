// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.TopicSettings;
import java.util.Optional;
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
   * @param registry of the schemas, if there is one
   */
  public Preflight(Brokers brokers, Optional<SchemaRegistry> registry) {
    this.brokers = brokers;
    this.registry = registry;
  }

  /**
   * Runs all checks.
   *
   * @param topics that must exist
   * @param exactlyOnce whether the brokers must keep transactions
   * @throws UnusableClusterException if the cluster does not answer in time or cannot keep
   *     transactions, a topic is missing or may not be seen, one that is written to would lose or
   *     reject records, or labels would not lie in the partitions of their readings
   * @throws org.apache.kafka.common.KafkaException if the registry does not answer or rejects the
   *     credentials or the schema; the message is one sentence that names {@code registry.url}
   */
  public void check(TopicSettings topics, boolean exactlyOnce) {
    new TopicCheck(brokers).check(topics);
    if (exactlyOnce) {
      new TransactionLogCheck(brokers).check();
    }
    registry.ifPresent(found -> checkLabelSchema(found, topics.output()));
  }

  /** Looks up the labels' schema, or registers it if that is allowed. */
  private static void checkLabelSchema(SchemaRegistry registry, String topic) {
    String subject = SchemaRegistry.subject(topic);
    int id = registry.id(subject, ActivityLabel.getClassSchema());
    LOG.info("labels are written in Confluent's format, with schema id {} of {}", id, subject);
  }
}
