package io.kinetograph.benchmarks.store;

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
 * Wearers of five units at 25 Hz. Their clocks are spread over the length of a reading, so that
 * they do not all publish at once.
 */
final class Wearers {

  static final int PERIOD_MICROS = 40_000;
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

  Wearers(
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

  long readingMicros() {
    return (long) samples * PERIOD_MICROS;
  }

  /** Publishes all that ends before an instant and not before another, in order of time. */
  void publish(long fromMicros, long toMicros) {
    for (long turn = Math.floorDiv(fromMicros - startMicros, readingMicros()) - 1;
        startMicros + turn * readingMicros() < toMicros;
        turn++) {
      for (int wearer = 0; wearer < count; wearer++) {
        long start = startMicros + offset(wearer) + turn * readingMicros();
        long end = start + readingMicros();
        if (turn >= 0 && end >= fromMicros && end < toMicros) {
          publish(wearer, start);
        }
      }
    }
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
      // What is lost shows in the count of labels.
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

  /** When the last readings of a segment were published, in microseconds of the epoch. */
  long published(String wearer, long segmentStart) {
    long first = startMicros + offset(Integer.parseInt(wearer.substring(7)));
    long readings =
        Math.floorDiv(
            segmentStart + Segment.LENGTH_MICROS - first + readingMicros() - 1, readingMicros());
    return first + readings * readingMicros();
  }
}
