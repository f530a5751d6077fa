// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Random readings of one wearer. */
final class SyntheticReadings {

  /** Start of a segment. */
  static final long START = 1_700_000_000_000_000L;

  static final int PERIOD = 40_000;
  static final byte[] KEY = "anna".getBytes(StandardCharsets.UTF_8);

  /** None, as records in single-object encoding have. */
  static final Headers HEADERS = new RecordHeaders();

  private static final List<Unit> UNITS =
      List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);

  private SyntheticReadings() {}

  /** The app's defaults. */
  static Settings settings() {
    try {
      return Settings.of(Map.of());
    } catch (InvalidSettingsException e) {
      throw new IllegalStateException("the app's defaults are invalid", e);
    }
  }

  /** Decodes readings as the app does by default. */
  static ReadingDecoder decoder() {
    return new ReadingDecoder(
        TopicSerdes.accelerometerReading().deserializer(), settings().readings());
  }

  /** The value of one unit's record. */
  static byte[] record(long startMicros, int samples, int unit) {
    Random random = new Random(startMicros + unit);
    AccelerometerReading reading =
        AccelerometerReading.newBuilder()
            .setWearer("anna")
            .setUnit(UNITS.get(unit))
            .setStartedAt(Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS))
            .setSamplePeriodMicros(PERIOD)
            .setX(axis(samples, random))
            .setY(axis(samples, random))
            .setZ(axis(samples, random))
            .build();
    return TopicSerdes.accelerometerReading().serializer().serialize("readings", reading);
  }

  private static List<Float> axis(int samples, Random random) {
    float[] axis = new float[samples];
    for (int i = 0; i < samples; i++) {
      axis[i] = 20 * random.nextFloat() - 10;
    }
    return FloatAxes.of(axis);
  }

  /** A complete segment. */
  static Segment segment(long seed) {
    return samples(seed).assemble();
  }

  /** The samples of a complete segment. */
  static SegmentAssembler samples(long seed) {
    Random random = new Random(seed);
    SegmentAssembler assembler = new SegmentAssembler(START, 200_000);
    for (BodyUnit unit : BodyUnit.values()) {
      for (int i = 0; i < Segment.COLUMNS; i++) {
        assembler.add(
            unit,
            START + (long) i * PERIOD,
            random.nextFloat(),
            random.nextFloat(),
            9 + random.nextFloat());
      }
    }
    return assembler;
  }
}
