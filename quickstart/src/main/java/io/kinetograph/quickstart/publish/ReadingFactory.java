package io.kinetograph.quickstart.publish;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Cuts segments into what wearables send: one second of one unit a record. */
final class ReadingFactory {

  private static final List<Unit> UNITS =
      List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);

  private ReadingFactory() {}

  /**
   * One record.
   *
   * @param startMicros the segment's first instant, in microseconds of the epoch
   * @param second 0 to 4
   */
  static AccelerometerReading reading(
      String wearer, long startMicros, TrueSegment segment, int second, BodyUnit unit) {
    long micros = startMicros + Segment.COLUMN_MICROS * Segment.SAMPLE_RATE_HZ * second;
    return AccelerometerReading.newBuilder()
        .setWearer(wearer)
        .setUnit(UNITS.get(unit.index()))
        .setStartedAt(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
        .setSamplePeriodMicros((int) Segment.COLUMN_MICROS)
        .setX(segment.axis(unit.row(0), second))
        .setY(segment.axis(unit.row(1), second))
        .setZ(segment.axis(unit.row(2), second))
        .build();
  }
}
