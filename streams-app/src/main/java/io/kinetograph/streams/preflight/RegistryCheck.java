package io.kinetograph.streams.preflight;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.TopicSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that the labels' schema has an id before Kafka Streams starts, by which it also shows
 * whether the registry answers and takes the credentials.
 */
public final class RegistryCheck {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryCheck.class);

  private final SchemaRegistry registry;

  /**
   * Prepares a check.
   *
   * @param registry which is asked
   */
  public RegistryCheck(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Looks up the labels' schema, or registers it if that is allowed.
   *
   * @throws org.apache.kafka.common.KafkaException if the registry does not answer or refuses the
   *     credentials or the schema; the message is one sentence that names {@code registry.url}
   */
  public void check(TopicSettings topics) {
    String subject = SchemaRegistry.subject(topics.output());
    int id = registry.id(subject, ActivityLabel.getClassSchema());
    LOG.info("labels are written in Confluent's format, with schema id {} of {}", id, subject);
  }
}
