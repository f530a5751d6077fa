// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Computes the expected labels from everything that was delivered, by decisions 1 and 2 and without
 * the code under test.
 */
final class TopologyOracle {

  private static final int LENGTH = 5_000_000;
  private static final int STEP = 40_000;
  private static final List<Unit> UNITS =
      List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);

  /** An expected label; {@code values} are 15 rows of 125, {@code measured} is 0 to 625. */
  record Expected(String wearer, long start, int measured, List<Double> values) {}

  private final long hop;
  private final boolean shifted;
  private final long maxGap;
  private final double minCoverage;
  private final Set<Unit> required;
  private final Map<String, Map<Unit, NavigableMap<Long, float[]>>> samples = new TreeMap<>();

  /**
   * @param shifted whether each wearer's segments have an offset: the CRC-32 of the id in whole
   *     columns, within a hop
   */
  TopologyOracle(long hop, boolean shifted, long maxGap, double minCoverage, Set<Unit> required) {
    this.hop = hop;
    this.shifted = shifted;
    this.maxGap = maxGap;
    this.minCoverage = minCoverage;
    this.required = required;
  }

  void deliver(AccelerometerReading reading) {
    var ofUnit =
        samples
            .computeIfAbsent(reading.getWearer(), id -> new TreeMap<>())
            .computeIfAbsent(reading.getUnit(), unit -> new TreeMap<>());
    long start = ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt());
    for (int i = 0; i < reading.getX().size(); i++) {
      ofUnit.put(
          start + (long) i * reading.getSamplePeriodMicros(),
          new float[] {reading.getX().get(i), reading.getY().get(i), reading.getZ().get(i)});
    }
  }

  /** All labels, by wearer and start. */
  List<Expected> labels() {
    List<Expected> labels = new ArrayList<>();
    samples.forEach(
        (wearer, units) -> {
          Set<Long> starts = new HashSet<>();
          CRC32 crc = new CRC32();
          crc.update(wearer.getBytes(UTF_8));
          long offset = shifted ? crc.getValue() % (hop / STEP) * STEP : 0;
          units
              .values()
              .forEach(ofUnit -> ofUnit.keySet().forEach(time -> add(starts, time, offset)));
          starts.stream()
              .sorted()
              .map(start -> segment(wearer, units, start))
              .filter(expected -> expected != null)
              .forEach(labels::add);
        });
    return labels;
  }

  /** Adds the start of every segment that contains the instant. */
  private void add(Set<Long> starts, long time, long offset) {
    for (long start = (time - offset) / hop * hop + offset; start > time - LENGTH; start -= hop) {
      starts.add(start);
    }
  }

  private @Nullable Expected segment(
      String wearer, Map<Unit, NavigableMap<Long, float[]>> units, long start) {
    double[] values = new double[15 * 125];
    int measured = 0;
    int judged = 0;
    // A unit of which less was measured is left out, unless all are such.
    boolean isAnyWhole = UNITS.stream().anyMatch(unit -> measured(units, unit, start) >= 0.3 * 125);
    for (int u = 0; u < 5; u++) {
      int count = measured(units, UNITS.get(u), start);
      for (int axis = 0; axis < 3 && (count >= 0.3 * 125 || !isAnyWhole); axis++) {
        row(within(units, UNITS.get(u), start), start, axis, values, (3 * u + axis) * 125);
      }
      measured += count;
      if (required.isEmpty() || required.contains(UNITS.get(u))) {
        judged += count;
      }
      if (required.contains(UNITS.get(u)) && count == 0) {
        return null;
      }
    }
    double of = 125.0 * (required.isEmpty() ? 5 : required.size());
    return judged / of >= minCoverage - 1e-6
        ? new Expected(wearer, start, measured, Arrays.stream(values).boxed().toList())
        : null;
  }

  private static NavigableMap<Long, float[]> within(
      Map<Unit, NavigableMap<Long, float[]>> units, Unit unit, long start) {
    return new TreeMap<>(units.getOrDefault(unit, new TreeMap<>()).subMap(start, start + LENGTH));
  }

  private int measured(Map<Unit, NavigableMap<Long, float[]>> units, Unit unit, long start) {
    NavigableMap<Long, float[]> within = within(units, unit, start);
    return (int)
        IntStream.range(0, 125).filter(t -> isMeasured(within, start + (long) t * STEP)).count();
  }

  private void row(NavigableMap<Long, float[]> within, long start, int axis, double[] to, int at) {
    double sum = 0;
    int count = 0;
    for (int t = 0; t < 125; t++) {
      if (isMeasured(within, start + (long) t * STEP)) {
        to[at + t] = value(within, start + (long) t * STEP, axis, t == 0);
        sum += to[at + t];
        count++;
      }
    }
    for (int t = 0; t < 125; t++) {
      if (count > 0 && !isMeasured(within, start + (long) t * STEP)) {
        to[at + t] = sum / count;
      }
    }
  }

  private boolean isMeasured(NavigableMap<Long, float[]> within, long instant) {
    Long before = within.floorKey(instant);
    Long after = within.ceilingKey(instant);
    if (before != null && after != null) {
      return after - before <= maxGap;
    }
    Long only = before != null ? before : after;
    return only != null && Math.abs(instant - only) <= maxGap / 2.0;
  }

  private static double value(
      NavigableMap<Long, float[]> within, long instant, int axis, boolean first) {
    var near = within.subMap(instant - STEP, false, instant + STEP, false);
    if (near.size() > 2 && !first) {
      double sum = 0;
      double weights = 0;
      for (var sample : near.entrySet()) {
        double weight = 1 - Math.abs(sample.getKey() - instant) / (double) STEP;
        sum += weight * sample.getValue()[axis];
        weights += weight;
      }
      return sum / weights;
    }
    var before = within.floorEntry(instant);
    var after = within.ceilingEntry(instant);
    if (before == null || after == null) {
      return (before != null ? before : after).getValue()[axis];
    }
    if (before.getKey().equals(after.getKey())) {
      return before.getValue()[axis];
    }
    double toRight = (instant - before.getKey()) / (double) (after.getKey() - before.getKey());
    return before.getValue()[axis] * (1 - toRight) + after.getValue()[axis] * toRight;
  }
}
