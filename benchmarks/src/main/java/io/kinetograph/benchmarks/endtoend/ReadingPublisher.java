// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.peers.Corpus;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.io.BinaryData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the readings of many wearers, in order of time. The samples' bytes are encoded once and
 * copied into each reading, so that publishing takes little CPU time from what is measured. Used by
 * one thread at a time.
 */
final class ReadingPublisher implements AutoCloseable {

  private static final int PERIOD_MICROS = (int) Segment.COLUMN_MICROS;

  /** Single-object encoding: a marker and the fingerprint of the schema. */
  private static final int HEADER = 10;

  /** Before the period in a reading without a name at time 0: length of the name, unit, start. */
  private static final int PREFIX = HEADER + 3;

  private static final int LONGEST_VARINT = 10;

  private final Corpus corpus;
  private final int samples;
  private final KafkaProducer<byte[], byte[]> producer;
  private final byte[][] periodAndAxes;
  private byte[] header = {};

  /**
   * Connects to a broker.
   *
   * @param samples in a record; a divisor of 125
   */
  ReadingPublisher(Corpus corpus, int samples, String bootstrapServers) {
    this.corpus = corpus;
    this.samples = samples;
    this.periodAndAxes = new byte[Corpus.MOTIONS * BodyUnit.COUNT * Corpus.SAMPLES / samples][];
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "bench-wearables",
                "linger.ms", "5",
                "batch.size", "131072",
                "buffer.memory", "67108864"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A wearer's id. */
  static String wearer(int number) {
    return String.format(Locale.ROOT, "wearer-%05d", number);
  }

  /** The number in a wearer's id, or -1 for any other id. */
  static int number(String wearer) {
    return wearer.matches("wearer-\\d{5,9}") ? Integer.parseInt(wearer.substring(7)) : -1;
  }

  /** Time from one reading of a unit to its next. */
  long readingMicros() {
    return (long) samples * PERIOD_MICROS;
  }

  /** Publishes one reading of each unit of wearers 0 to {@code wearers - 1}. */
  void publish(String topic, int wearers, long startMicros) {
    for (int wearer = 0; wearer < wearers; wearer++) {
      byte[] id = wearer(wearer).getBytes(StandardCharsets.UTF_8);
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        // A lost record shows in the labels.
        var unused =
            producer.send(new ProducerRecord<>(topic, id, value(wearer, id, unit, startMicros)));
      }
    }
  }

  void flush() {
    producer.flush();
  }

  /** The value of one unit's record, as the serde would write it. */
  byte[] value(int wearer, byte[] id, int unit, long startMicros) {
    byte[] suffix = suffix(wearer % Corpus.MOTIONS, unit, Corpus.index(startMicros));
    byte[] value = Arrays.copyOf(header, HEADER + 3 * LONGEST_VARINT + id.length + suffix.length);
    int ordinal = Unit.getClassSchema().getEnumOrdinal(BodyUnit.at(unit).name());
    int at = HEADER;
    at += BinaryData.encodeInt(id.length, value, at);
    System.arraycopy(id, 0, value, at, id.length);
    at += id.length;
    at += BinaryData.encodeInt(ordinal, value, at);
    at += BinaryData.encodeLong(startMicros, value, at);
    System.arraycopy(suffix, 0, value, at, suffix.length);
    return Arrays.copyOf(value, at + suffix.length);
  }

  private byte[] suffix(int motion, int unit, int index) {
    int place = ((motion * BodyUnit.COUNT + unit) * Corpus.SAMPLES + index) / samples;
    byte @Nullable [] known = periodAndAxes[place];
    if (known == null) {
      var reading =
          AccelerometerReading.newBuilder()
              .setWearer("")
              .setUnit(Unit.valueOf(BodyUnit.at(unit).name()))
              .setStartedAt(Instant.EPOCH)
              .setSamplePeriodMicros(PERIOD_MICROS)
              .setX(FloatAxes.of(axis(motion, BodyUnit.at(unit).row(0), index)))
              .setY(FloatAxes.of(axis(motion, BodyUnit.at(unit).row(1), index)))
              .setZ(FloatAxes.of(axis(motion, BodyUnit.at(unit).row(2), index)))
              .build();
      byte[] whole = TopicSerdes.accelerometerReading().serializer().serialize("", reading);
      header = Arrays.copyOf(whole, HEADER);
      known = Arrays.copyOfRange(whole, PREFIX, whole.length);
      periodAndAxes[place] = known;
    }
    return known;
  }

  private float[] axis(int motion, int row, int index) {
    float[] axis = new float[samples];
    for (int i = 0; i < samples; i++) {
      axis[i] = corpus.value(motion, row, index + i);
    }
    return axis;
  }

  @Override
  public void close() {
    producer.close();
  }
}
