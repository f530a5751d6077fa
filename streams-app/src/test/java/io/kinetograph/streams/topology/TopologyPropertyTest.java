// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.MAX_GAP;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.SegmentAlignment;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.Classifications;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * For any order within the grace, batching, repetitions, gaps, missing units, rates, hops,
 * alignments, time budgets, restarts and crashes: the labels are those of {@link TopologyOracle}.
 * More tries by {@code -Djqwik.tries.default=5000}; the seed of a failure is in its report and
 * reruns it as {@code @Property(seed = "...")}.
 */
class TopologyPropertyTest {

  private static long tries;
  private static long restarts;
  private static long crashes;
  private static long replayed;
  private static long records;
  private static long labeled;
  private static long values;

  /**
   * One try; everything else is drawn by the seed.
   *
   * @param clockCost nanoseconds that reading the clock takes, of a time budget of 100 ms
   */
  record Scenario(
      int hopMillis,
      SegmentAlignment alignment,
      int graceSeconds,
      int wearers,
      int batch,
      float minCoverage,
      int clockCost,
      long seed) {}

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            Arbitraries.of(5000, 5000, 2500, 1000),
            Arbitraries.of(SegmentAlignment.class),
            // Also longer than a segment: then all of the next one may arrive before the end of
            // one.
            Arbitraries.of(5, 5, 13),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 9),
            Arbitraries.of(0.75f, 0.01f, 0.2f, 1f),
            Arbitraries.of(0, 10_000_000, 60_000_000),
            Arbitraries.longs())
        .as(Scenario::new);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void labelsAreThoseOfTheOracle(@ForAll("scenarios") Scenario scenario) {
    new Run(scenario).check();
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  @Tag("soak")
  void labelsOfManyScenariosAreThoseOfTheOracle(@ForAll("scenarios") Scenario scenario) {
    new Run(scenario).check();
  }

  @AfterContainer
  static void printFigures() {
    System.out.printf(
        Locale.ROOT,
        "topology against its oracle: %,d tries, %,d records, %,d labels, %,d values,"
            + " %,d restarts, %,d crashes, %,d records read again, 0 differences%n",
        tries,
        records,
        labeled,
        values,
        restarts,
        crashes,
        replayed);
  }

  private static final class Run {

    private final Scenario scenario;
    private final Random random;
    private final List<Segment> classified = new ArrayList<>();
    private final List<ActivityLabel> labels = new ArrayList<>();
    private final Set<Unit> worn;
    private final Set<Unit> required;
    private final TopologyOracle oracle;
    private final boolean repeats;
    private final TopologyHarness topology = new TopologyHarness(RecordingClassifier::new);
    private final int restartEvery;
    private final int crashEvery;
    private long nanos;
    private Counts committed = new Counts(0, 0, 0);
    private Counts rolledBack = new Counts(0, 0, 0);

    /** What the topology has counted. */
    private record Counts(double readings, double late, double labeled) {

      Counts plus(Counts other) {
        return new Counts(readings + other.readings, late + other.late, labeled + other.labeled);
      }

      Counts minus(Counts other) {
        return new Counts(readings - other.readings, late - other.late, labeled - other.labeled);
      }
    }

    Run(Scenario scenario) {
      this.scenario = scenario;
      random = new Random(scenario.seed());
      repeats = random.nextBoolean();
      worn = EnumSet.noneOf(Unit.class);
      for (Unit unit : units()) {
        if (random.nextInt(5) > 0) {
          worn.add(unit);
        }
      }
      if (worn.isEmpty()) {
        worn.add(Unit.RIGHT_ARM);
      }
      required = EnumSet.noneOf(Unit.class);
      if (random.nextInt(3) == 0) {
        worn.stream().filter(unit -> random.nextBoolean()).forEach(required::add);
      }
      oracle =
          new TopologyOracle(
              scenario.hopMillis() * 1000L,
              scenario.alignment() == SegmentAlignment.WEARER,
              MAX_GAP.toNanos() / 1000,
              scenario.minCoverage(),
              required);
      Set<BodyUnit> expected = EnumSet.allOf(BodyUnit.class);
      if (random.nextBoolean()) {
        expected.removeIf(unit -> !worn.contains(Unit.valueOf(unit.name())));
      }
      topology.hop = Duration.ofMillis(scenario.hopMillis());
      topology.alignment = scenario.alignment();
      topology.grace = Duration.ofSeconds(scenario.graceSeconds());
      topology.retention = Duration.ofDays(1);
      topology.minCoverage = scenario.minCoverage();
      topology.expectedUnits = expected;
      topology.requiredUnits =
          required.stream().map(unit -> BodyUnit.valueOf(unit.name())).collect(Collectors.toSet());
      topology.batchSize = scenario.batch();
      topology.nanoClock = () -> nanos += scenario.clockCost();
      boolean restarts = random.nextInt(3) > 0;
      restartEvery = restarts ? random.nextInt(5, 200) : Integer.MAX_VALUE;
      crashEvery = restarts ? random.nextInt(5, 200) : Integer.MAX_VALUE;
      topology.replayBatch = random.nextInt(1, 50);
    }

    private static List<Unit> units() {
      return List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);
    }

    void check() {
      List<AccelerometerReading> delivered = delivered();
      delivered.forEach(oracle::deliver);
      final int remaining;
      try (topology) {
        topology.open();
        publish(delivered);
        topology.advance(Duration.ofSeconds(10));
        for (int loop = 0; loop < 5000 && topology.openSlices() > 0; loop += 20) {
          for (int i = 0; i < 20; i++) {
            topology.advance(Duration.ofMillis(50));
          }
        }
        commit();
        remaining = topology.openSlices();
      }

      compare(oracle.labels());
      assertThat(remaining).as("slices left in memory").isZero();
      Counts counts = counts().minus(rolledBack);
      assertThat(counts.readings()).as("readings counted").isEqualTo(delivered.size());
      assertThat(counts.late())
          .as("late readings: only repetitions can be late")
          .isLessThanOrEqualTo(repetitions(delivered));
      assertThat(counts.labeled()).isEqualTo(labels.size());
      tries++;
      replayed += (long) topology.replayed();
      records += delivered.size();
      labeled += labels.size();
      values += labels.size() * 15L * 125;
    }

    /** How many readings contain only samples that were delivered before them. */
    private static int repetitions(List<AccelerometerReading> delivered) {
      Set<List<Object>> known = new HashSet<>();
      int repetitions = 0;
      for (AccelerometerReading reading : delivered) {
        boolean isNew = false;
        for (int i = 0; i < reading.getX().size(); i++) {
          long time = micros(reading) + (long) i * reading.getSamplePeriodMicros();
          isNew |= known.add(List.of(reading.getWearer(), reading.getUnit(), time));
        }
        repetitions += isNew ? 0 : 1;
      }
      return repetitions;
    }

    private void compare(List<TopologyOracle.Expected> expected) {
      Map<String, Long> newest = new HashMap<>();
      for (ActivityLabel label : labels) {
        long start = label.getSegmentStart().toEpochMilli();
        Long before = newest.put(label.getWearer(), start);
        assertThat(before == null || before < start).as("in order per wearer").isTrue();
      }
      labels.sort(
          Comparator.comparing(ActivityLabel::getWearer)
              .thenComparing(ActivityLabel::getSegmentStart));
      assertThat(labels)
          .extracting(label -> label.getWearer() + " " + label.getSegmentStart())
          .isEqualTo(expected.stream().map(Run::name).toList());
      for (int i = 0; i < labels.size(); i++) {
        ActivityLabel label = labels.get(i);
        TopologyOracle.Expected wanted = expected.get(i);
        assertThat(label.getSegmentEnd().toEpochMilli()).isEqualTo(wanted.start() / 1000 + 5000);
        assertThat(label.getCoverage()).isCloseTo(wanted.measured() / 625f, within(1e-6f));
        float[] actual = classified.get(Integer.parseInt(label.getActivity())).toArray();
        for (int at = 0; at < actual.length; at++) {
          if (Math.abs(actual[at] - wanted.values().get(at)) > 1e-5) {
            assertThat((double) actual[at])
                .as("%s row %d column %d", name(wanted), at / 125, at % 125)
                .isEqualTo(wanted.values().get(at));
          }
        }
      }
    }

    private static String name(TopologyOracle.Expected expected) {
      return expected.wearer() + " " + Instant.EPOCH.plus(expected.start(), ChronoUnit.MICROS);
    }

    /** All readings in the order of arrival: none is delayed beyond the grace. */
    private List<AccelerometerReading> delivered() {
      record Arrival(long at, AccelerometerReading reading) {}
      List<Arrival> arrivals = new ArrayList<>();
      for (int wearer = 0; wearer < scenario.wearers(); wearer++) {
        // Wearers' clocks differ by up to half a day; arrivals follow each wearer's own clock.
        // In whole seconds, readings end where segments end.
        boolean onGrid = random.nextBoolean();
        boolean whole = onGrid && random.nextBoolean();
        long begin =
            START
                + random.nextInt(-43_200, 240) * 1_000_000L
                + (whole ? 0 : random.nextInt(1_000) * 1000L);
        long seconds = random.nextInt(4, 24);
        long shift = begin - random.nextInt(5_000_000);
        // Readings before the first border may arrive after the whole next segment.
        boolean beginsLate = random.nextInt(3) == 0;
        long border = (begin / 5_000_000 + 1) * 5_000_000;
        for (Unit unit : worn) {
          if (random.nextInt(12) == 0) {
            continue;
          }
          for (AccelerometerReading reading : unit(wearer, unit, begin, seconds, onGrid, whole)) {
            long start = micros(reading);
            int period = reading.getSamplePeriodMicros();
            long length = (long) reading.getX().size() * period;
            for (int copy = repeats && random.nextInt(6) == 0 ? 2 : 1; copy > 0; copy--) {
              long slack = scenario.graceSeconds() * 1_000_000L - length - 1;
              boolean late = beginsLate ? start < border : random.nextInt(3) == 0;
              long delay = !late ? slack / 10 : beginsLate ? slack - copy : random.nextLong(slack);
              arrivals.add(new Arrival(start + length + delay - shift, reading));
            }
          }
        }
      }
      Collections.shuffle(arrivals, random);
      arrivals.sort(Comparator.comparingLong(Arrival::at));
      return arrivals.stream().map(Arrival::reading).toList();
    }

    private List<AccelerometerReading> unit(
        int wearer, Unit unit, long begin, long seconds, boolean onGrid, boolean whole) {
      int period =
          onGrid
              ? 40_000
              : List.of(100_000, 62_500, 40_000, 32_000, 20_000, 10_000, 4_000)
                  .get(random.nextInt(7));
      long first = onGrid ? begin / 40_000 * 40_000 : begin + random.nextInt(period);
      int size = (int) (seconds * 1_000_000 / period);
      double pace = 0.3 + 3 * random.nextDouble();
      double phase = 6 * random.nextDouble();
      int longest = Math.min(1024, 4_000_000 / period);
      int usual = random.nextBoolean() ? Math.max(1, 1_000_000 / period) : longest;
      boolean single = period >= 32_000 && random.nextInt(6) == 0;
      boolean gaps = random.nextInt(3) == 0;
      List<AccelerometerReading> readings = new ArrayList<>();
      for (int from = 0; from < size; ) {
        int to = Math.min(size, from + (whole ? 25 : single ? 1 : random.nextInt(1, usual + 1)));
        if (!gaps || random.nextInt(8) > 0) {
          readings.add(reading(wearer, unit, first, period, from, to, pace, phase));
        }
        // Sometimes sent again, cut differently: the same samples in another reading.
        if (repeats && random.nextInt(10) == 0 && from > 0) {
          int again = random.nextInt(Math.max(0, to - usual), to);
          readings.add(reading(wearer, unit, first, period, again, to, pace, phase));
        }
        from = to;
      }
      return readings;
    }

    private static AccelerometerReading reading(
        int wearer,
        Unit unit,
        long first,
        int period,
        int from,
        int to,
        double pace,
        double phase) {
      float[] xs = new float[to - from];
      float[] ys = new float[to - from];
      float[] zs = new float[to - from];
      for (int i = from; i < to; i++) {
        double time = i * period / 1e6;
        xs[i - from] = (float) (4 * Math.sin(6.28 * pace * time + phase));
        ys[i - from] = (float) (time - 3 * Math.cos(6.28 * pace * time));
        zs[i - from] = (float) (9.81 + phase * Math.sin(time));
      }
      return AccelerometerReading.newBuilder()
          .setWearer("wearer-" + wearer)
          .setUnit(unit)
          .setStartedAt(Instant.EPOCH.plus(first + (long) from * period, ChronoUnit.MICROS))
          .setSamplePeriodMicros(period)
          .setX(FloatAxes.of(xs))
          .setY(FloatAxes.of(ys))
          .setZ(FloatAxes.of(zs))
          .build();
    }

    private static long micros(AccelerometerReading reading) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt());
    }

    private void publish(List<AccelerometerReading> readings) {
      for (AccelerometerReading reading : readings) {
        topology.publish(reading);
        if (random.nextInt(20) == 0) {
          topology.finishBatch();
        }
        if (random.nextInt(30) == 0) {
          commit();
        }
        if (random.nextInt(restartEvery) == 0) {
          commit();
          topology.restart();
          restarts++;
        }
        if (random.nextInt(crashEvery) == 0) {
          topology.labels();
          rolledBack = rolledBack.plus(counts().minus(committed));
          committed = counts();
          topology.crash();
          crashes++;
        }
      }
    }

    private void commit() {
      topology.commit();
      labels.addAll(topology.labels());
      committed = counts();
    }

    private Counts counts() {
      return new Counts(
          topology.readings(), topology.readings("late"), topology.segments("labeled"));
    }

    /** Keeps each segment and labels it with its index, so that all its values can be compared. */
    private final class RecordingClassifier implements SegmentClassifier {

      @Override
      public List<Classification> classify(List<Segment> segments) {
        List<Classification> classifications = new ArrayList<>();
        for (Segment segment : segments) {
          String name = Integer.toString(classified.size());
          classified.add(segment);
          classifications.add(Classifications.sure(name, "recording"));
        }
        return classifications;
      }
    }
  }
}
