// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Cuts a wearer's motion into readings of a sample rate and length. Motion has 25 samples a second;
 * samples of other rates are interpolated linearly.
 */
final class ReadingCutter {

  private static final double MICROS_PER_SECOND = 1e6;

  private final WearerMotion motion;
  private final int periodMicros;
  private final int samplesPerReading;

  /** Event time of the next sample, in microseconds since the epoch. */
  private long nextMicros;

  /** Event time at which {@link #current} starts. */
  private long currentMicros;

  private float[] current;
  private float[] following;

  /**
   * Starts with the motion's next segment.
   *
   * @param motion endless motion
   * @param rateHz samples per second
   * @param samplesPerReading samples in each reading
   * @param startMicros event time of the first sample, in microseconds since the epoch
   * @throws IOException if motion cannot be read
   */
  ReadingCutter(WearerMotion motion, double rateHz, int samplesPerReading, long startMicros)
      throws IOException {
    this.motion = motion;
    this.periodMicros = (int) Math.round(MICROS_PER_SECOND / rateHz);
    this.samplesPerReading = samplesPerReading;
    this.nextMicros = startMicros;
    this.currentMicros = startMicros;
    this.current = segment();
    this.following = segment();
  }

  /** The wearer's id. */
  String wearer() {
    return motion.wearer();
  }

  /** Event time at which the next readings are complete, in microseconds since the epoch. */
  long completeAtMicros() {
    return nextMicros + (long) samplesPerReading * periodMicros;
  }

  /**
   * The next reading of each body unit.
   *
   * @param errorMicros the error of each reading's {@code startedAt}, in microseconds
   * @throws IOException if motion cannot be read
   */
  List<AccelerometerReading> next(LongSupplier errorMicros) throws IOException {
    long startMicros = nextMicros;
    float[][] rows = new float[Segment.ROWS][samplesPerReading];
    for (int i = 0; i < samplesPerReading; i++) {
      sample(rows, i);
    }
    List<AccelerometerReading> readings = new ArrayList<>(BodyUnit.COUNT);
    for (BodyUnit unit : BodyUnit.values()) {
      readings.add(
          AccelerometerReading.newBuilder()
              .setWearer(motion.wearer())
              .setUnit(Unit.valueOf(unit.name()))
              .setStartedAt(
                  Instant.EPOCH.plus(startMicros + errorMicros.getAsLong(), ChronoUnit.MICROS))
              .setSamplePeriodMicros(periodMicros)
              .setX(FloatAxes.of(rows[unit.row(0)]))
              .setY(FloatAxes.of(rows[unit.row(1)]))
              .setZ(FloatAxes.of(rows[unit.row(2)]))
              .build());
    }
    return readings;
  }

  private void sample(float[][] rows, int i) throws IOException {
    while (nextMicros - currentMicros >= Segment.LENGTH_MICROS) {
      current = following;
      following = segment();
      currentMicros += Segment.LENGTH_MICROS;
    }
    long offset = nextMicros - currentMicros;
    int column = (int) (offset / Segment.COLUMN_MICROS);
    float share = (offset % Segment.COLUMN_MICROS) / (float) Segment.COLUMN_MICROS;
    for (int row = 0; row < Segment.ROWS; row++) {
      float before = current[row * Segment.COLUMNS + column];
      // The last column's neighbor is in the following segment.
      float after =
          column + 1 < Segment.COLUMNS
              ? current[row * Segment.COLUMNS + column + 1]
              : following[row * Segment.COLUMNS];
      rows[row][i] = before + share * (after - before);
    }
    nextMicros += periodMicros;
  }

  private float[] segment() throws IOException {
    AnnotatedSegment segment = motion.next();
    if (segment == null) {
      throw new IOException("the motion of " + motion.wearer() + " has ended");
    }
    return segment.toArray();
  }
}
