// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import io.kinetograph.schemas.registry.SchemaRegistry;
import org.apache.kafka.common.serialization.Serde;

/**
 * Serdes of the topics' values in Avro's single-object encoding (C3 01, the CRC-64-AVRO fingerprint
 * of the writer's schema, the body), which needs no registry; or, with one, in Confluent's wire
 * format (00, the id of the writer's schema in 4 bytes, the body).
 *
 * <p>Single-object encoding is read with and without a registry, if the record was written with any
 * released version of its schema, by any fingerprint that a known library computes of it. Without
 * one, a record in Confluent's format is rejected with a message that names its id. The serdes are
 * thread-safe.
 *
 * <p>A value that begins with a brace is read as JSON, with the names of the schema's fields. Its
 * faults are thrown as {@link InvalidFieldException}, which names the field.
 *
 * <p>With a registry, a record header {@code __value_schema_id} with the schema's GUID or id is
 * read too; the value is then the body alone.
 *
 * <p>With a registry, schemas are those of the subject {@code TOPIC-value}. A record whose id the
 * registry does not have, or whose schema cannot be read as ours, is rejected with {@link
 * org.apache.kafka.common.errors.SerializationException}; a registry that does not answer throws
 * {@link io.kinetograph.schemas.registry.UnavailableRegistryException}, and one that cannot be used
 * {@link io.kinetograph.schemas.registry.UnusableRegistryException}: neither is the record's fault.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">The
 *     encoding's specification</a>
 */
public final class TopicSerdes {

  private TopicSerdes() {}

  /**
   * The serde of the input topic. Its deserializer returns the axes as {@link
   * org.apache.avro.generic.PrimitivesArrays.FloatArray}, which {@link FloatAxes} reads without
   * boxing, and throws {@link org.apache.kafka.common.errors.SerializationException} for invalid
   * bytes.
   */
  public static Serde<AccelerometerReading> accelerometerReading() {
    return new RecordSerde<>(AccelerometerReading.class, Unit.class);
  }

  /** The serde that writes Confluent's wire format and reads both. */
  public static Serde<AccelerometerReading> accelerometerReading(SchemaRegistry registry) {
    return new RecordSerde<>(registry, AccelerometerReading.class, Unit.class);
  }

  /** The serde that writes JSON and reads what {@link #accelerometerReading()} reads. */
  public static Serde<AccelerometerReading> accelerometerReadingInJson() {
    return new RecordSerde<>(AccelerometerReading.class, Unit.class).inJson();
  }

  /**
   * The serde of the output topic. Its deserializer throws {@link
   * org.apache.kafka.common.errors.SerializationException} for invalid bytes.
   */
  public static Serde<ActivityLabel> activityLabel() {
    return new RecordSerde<>(ActivityLabel.class, LabelStatus.class);
  }

  /** The serde that writes Confluent's wire format and reads both. */
  public static Serde<ActivityLabel> activityLabel(SchemaRegistry registry) {
    return new RecordSerde<>(registry, ActivityLabel.class, LabelStatus.class);
  }

  /** The serde that writes JSON and reads what {@link #activityLabel()} reads. */
  public static Serde<ActivityLabel> activityLabelInJson() {
    return new RecordSerde<>(ActivityLabel.class, LabelStatus.class).inJson();
  }

  /**
   * The serde of the episodes' topic. Its deserializer throws {@link
   * org.apache.kafka.common.errors.SerializationException} for invalid bytes.
   */
  public static Serde<ActivityEpisode> activityEpisode() {
    return new RecordSerde<>(ActivityEpisode.class, EpisodeEventType.class);
  }

  /** The serde that writes Confluent's wire format and reads both. */
  public static Serde<ActivityEpisode> activityEpisode(SchemaRegistry registry) {
    return new RecordSerde<>(registry, ActivityEpisode.class, EpisodeEventType.class);
  }

  /** The serde that writes JSON and reads what {@link #activityEpisode()} reads. */
  public static Serde<ActivityEpisode> activityEpisodeInJson() {
    return new RecordSerde<>(ActivityEpisode.class, EpisodeEventType.class).inJson();
  }
}
