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
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a wearer's motion into readings of a sample rate and length. Motion has 25 samples a second;
 * samples of other rates are interpolated linearly.
 */
final class ReadingCutter {

  private static final double MICROS_PER_SECOND = 1e6;

  /** In the order of {@link BodyUnit}. */
  private static final Unit[] UNITS =
      Arrays.stream(BodyUnit.values()).map(unit -> Unit.valueOf(unit.name())).toArray(Unit[]::new);

  private final WearerMotion motion;
  private final int periodMicros;
  private final int samplesPerReading;
  private final UnitClocks.UnitClock[] clocks;

  /** Time of the next sample, in microseconds since the first one. */
  private long nextMicros;

  /** Time at which {@link #current} starts. */
  private long currentMicros;

  /** Null when the motion has ended. */
  private float @Nullable [] current;

  private float @Nullable [] following;

  /**
   * Starts with the motion's next segment.
   *
   * @param motion the motion
   * @param rateHz samples per second
   * @param samplesPerReading samples in each reading
   * @param clocks one for each body unit
   * @throws IOException if motion cannot be read
   */
  ReadingCutter(
      WearerMotion motion, double rateHz, int samplesPerReading, UnitClocks.UnitClock[] clocks)
      throws IOException {
    this.motion = motion;
    this.periodMicros = (int) Math.round(MICROS_PER_SECOND / rateHz);
    this.samplesPerReading = samplesPerReading;
    this.clocks = clocks;
    this.current = segment();
    this.following = segment();
  }

  /** When the next readings are complete, in microseconds since the first sample. */
  long completeAfterMicros() {
    return nextMicros + (long) samplesPerReading * periodMicros;
  }

  /** Whether the motion has ended and all its readings were returned. */
  boolean isOver() {
    return current == null;
  }

  /**
   * The next reading of each body unit that is worn. The last ones may have fewer samples, or be
   * none.
   *
   * @param startMicros event time of the first sample of all, in microseconds since the epoch
   * @param errorMicros the error of each reading's {@code startedAt} besides the unit's clock's, in
   *     microseconds
   * @throws IOException if motion cannot be read
   */
  List<AccelerometerReading> next(long startMicros, LongSupplier errorMicros) throws IOException {
    long firstMicros = startMicros + nextMicros;
    float[][] rows = new float[Segment.ROWS][samplesPerReading];
    int size = 0;
    while (size < samplesPerReading && sample(rows, size)) {
      size++;
    }
    List<AccelerometerReading> readings = new ArrayList<>(BodyUnit.COUNT);
    for (int i = 0; size > 0 && i < BodyUnit.COUNT; i++) {
      if (clocks[i].isWorn()) {
        long shownMicros = clocks[i].shown(firstMicros, startMicros) + errorMicros.getAsLong();
        readings.add(
            new AccelerometerReading(
                motion.wearer(),
                UNITS[i],
                Instant.EPOCH.plus(shownMicros, ChronoUnit.MICROS),
                periodMicros,
                FloatAxes.of(rows[3 * i], 0, size),
                FloatAxes.of(rows[3 * i + 1], 0, size),
                FloatAxes.of(rows[3 * i + 2], 0, size)));
      }
    }
    return readings;
  }

  /** Adds a sample of all rows; false if the motion has ended. */
  private boolean sample(float[][] rows, int i) throws IOException {
    while (current != null && nextMicros - currentMicros >= Segment.LENGTH_MICROS) {
      current = following;
      following = current == null ? null : segment();
      currentMicros += Segment.LENGTH_MICROS;
    }
    float[] values = current;
    if (values == null) {
      return false;
    }
    long offset = nextMicros - currentMicros;
    int column = (int) (offset / Segment.COLUMN_MICROS);
    float share = (offset % Segment.COLUMN_MICROS) / (float) Segment.COLUMN_MICROS;
    for (int row = 0; row < Segment.ROWS; row++) {
      float before = values[row * Segment.COLUMNS + column];
      rows[row][i] = before + share * (after(values, row, column) - before);
    }
    nextMicros += periodMicros;
    return true;
  }

  /** The next column's value. The last column's neighbor is in the following segment. */
  private float after(float[] values, int row, int column) {
    if (column + 1 < Segment.COLUMNS) {
      return values[row * Segment.COLUMNS + column + 1];
    }
    return following == null
        ? values[row * Segment.COLUMNS + column]
        : following[row * Segment.COLUMNS];
  }

  private float @Nullable [] segment() throws IOException {
    AnnotatedSegment segment = motion.next();
    return segment == null ? null : segment.toArray();
  }
}
