package io.kinetograph.schemas;

import org.apache.kafka.common.serialization.Serde;

/**
 * Serdes of the topics' values in Avro's single-object encoding (C3 01, the CRC-64-AVRO fingerprint
 * of the writer's schema, the body), which needs no registry.
 *
 * <p>A record written with any released version of its schema can be read. What is made here may be
 * shared by threads.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">The
 *     encoding's specification</a>
 */
public final class TopicSerdes {

  private TopicSerdes() {}

  /**
   * The Serde of the input topic. Its deserializer gives the axes as {@link
   * org.apache.avro.generic.PrimitivesArrays.FloatArray}, which {@link FloatAxes} reads without
   * boxing, and throws {@link org.apache.kafka.common.errors.SerializationException} for bytes that
   * are no reading.
   */
  public static Serde<AccelerometerReading> accelerometerReading() {
    return new SingleObjectSerde<>(AccelerometerReading.class, Unit.class);
  }

  /**
   * The Serde of the output topic. Its deserializer throws {@link
   * org.apache.kafka.common.errors.SerializationException} for bytes that are no label.
   */
  public static Serde<ActivityLabel> activityLabel() {
    return new SingleObjectSerde<>(ActivityLabel.class);
  }
}
