// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Publishes readings of wearers with five units at 25 Hz. Their clocks are spread over the length
 * of a reading, so that they do not all publish at once.
 */
final class LoadGenerator {

  private static final int PERIOD_MICROS = 40_000;
  private static final List<Unit> UNITS =
      List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);

  private final int count;
  private final int samples;
  private final long startMicros;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<AccelerometerReading> serializer =
      TopicSerdes.accelerometerReading().serializer();
  private final Random random = new Random(1);

  LoadGenerator(
      int count,
      int samples,
      long startMicros,
      String topic,
      KafkaProducer<byte[], byte[]> producer) {
    this.count = count;
    this.samples = samples;
    this.startMicros = startMicros;
    this.topic = topic;
    this.producer = producer;
  }

  private long readingMicros() {
    return (long) samples * PERIOD_MICROS;
  }

  /** Publishes all readings that end in {@code [fromMicros, toMicros)}, in order of time. */
  void publish(long fromMicros, long toMicros) {
    for (long reading = Math.floorDiv(fromMicros - startMicros, readingMicros()) - 1;
        startMicros + reading * readingMicros() < toMicros;
        reading++) {
      for (int wearer = 0; wearer < count; wearer++) {
        long start = startMicros + offset(wearer) + reading * readingMicros();
        long end = start + readingMicros();
        if (reading >= 0 && end >= fromMicros && end < toMicros) {
          publish(wearer, start);
        }
      }
    }
  }

  /** Publishes the first seconds at once. */
  void publishBacklog(int seconds) {
    for (int second = 0; second < seconds; second++) {
      publish(startMicros + second * 1_000_000L, startMicros + (second + 1) * 1_000_000L);
    }
    producer.flush();
  }

  private void publish(int wearer, long start) {
    for (Unit unit : UNITS) {
      AccelerometerReading reading =
          AccelerometerReading.newBuilder()
              .setWearer(name(wearer))
              .setUnit(unit)
              .setStartedAt(Instant.EPOCH.plus(start, ChronoUnit.MICROS))
              .setSamplePeriodMicros(PERIOD_MICROS)
              .setX(axis())
              .setY(axis())
              .setZ(axis())
              .build();
      var record =
          new ProducerRecord<>(
              topic,
              name(wearer).getBytes(StandardCharsets.UTF_8),
              serializer.serialize(topic, reading));
      // A lost record shows in the number of labels.
      var unused = producer.send(record);
    }
  }

  private List<Float> axis() {
    float[] axis = new float[samples];
    for (int i = 0; i < samples; i++) {
      axis[i] = 20 * random.nextFloat() - 10;
    }
    return FloatAxes.of(axis);
  }

  private long offset(int wearer) {
    return wearer * readingMicros() / count;
  }

  private static String name(int wearer) {
    return "wearer-%05d".formatted(wearer);
  }

  /** When the last readings of a segment were published, in microseconds since the epoch. */
  long publishedMicros(String wearer, long segmentStartMicros) {
    long first = startMicros + offset(Integer.parseInt(wearer.substring(7)));
    long readings =
        Math.floorDiv(
            segmentStartMicros + Segment.LENGTH_MICROS - first + readingMicros() - 1,
            readingMicros());
    return first + readings * readingMicros();
  }
}
