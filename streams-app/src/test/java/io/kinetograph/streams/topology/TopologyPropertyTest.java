package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.Map;
import java.util.Properties;
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
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * Whatever the order within the grace, the batching, repetitions, gaps, missing units, rates, hops
 * and turns: the labels are those of {@link TopologyOracle}. More tries with {@code
 * -Djqwik.tries.default=5000}.
 */
class TopologyPropertyTest {

  private static final long START = 1_700_000_000_000_000L;
  private static final Duration MAX_GAP = Duration.ofMillis(200);

  private static long tries;
  private static long records;
  private static long labelled;
  private static long values;

  /**
   * One try; what is not named is drawn by the seed.
   *
   * @param turnCost nanoseconds that one look at the clock takes, of a turn of 100 ms
   */
  record Scenario(
      int hopMillis,
      int graceSeconds,
      int wearers,
      int batch,
      float minCoverage,
      int turnCost,
      long seed) {}

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            Arbitraries.of(5000, 5000, 2500, 1000),
            // Beyond a segment, too: then all of the next may come before the end of one.
            Arbitraries.of(5, 5, 13),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 9),
            Arbitraries.of(0.75f, 0.01f, 0.2f, 1f),
            Arbitraries.of(0, 10_000_000, 60_000_000),
            Arbitraries.longs())
        .as(Scenario::new);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void labelsAreThoseOfAllThatWasDelivered(@ForAll("scenarios") Scenario scenario)
      throws IOException {
    Path state = Files.createTempDirectory("topology-property");
    try {
      new Run(scenario, state).check();
    } finally {
      Utils.delete(state.toFile());
    }
  }

  @AfterContainer
  static void printFigures() {
    System.out.printf(
        "topology against its reference: %,d tries, %,d records, %,d labels, %,d values,"
            + " 0 differences%n",
        tries, records, labelled, values);
  }

  private static final class Run {

    private final Scenario scenario;
    private final Random random;
    private final Path state;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Segment> classified = new ArrayList<>();
    private final List<ActivityLabel> labels = new ArrayList<>();
    private final Set<Unit> worn;
    private final Set<Unit> required;
    private final TopologyOracle reference;
    private final boolean repeats;
    private final TopologyTestDriver driver;
    private long nanos;

    Run(Scenario scenario, Path state) {
      this.scenario = scenario;
      this.state = state;
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
      reference =
          new TopologyOracle(
              scenario.hopMillis() * 1000L,
              MAX_GAP.toNanos() / 1000,
              scenario.minCoverage(),
              required);
      driver = driver();
    }

    private static List<Unit> units() {
      return List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);
    }

    void check() {
      List<AccelerometerReading> delivered = delivered();
      delivered.forEach(reference::deliver);
      publish(delivered);
      driver.advanceWallClockTime(Duration.ofSeconds(10));
      List<TopologyOracle.Expected> expected = reference.labels();
      for (int turns = 0; turns < 5000 && stored(LabelTopology.SAMPLES) > 0; turns += 20) {
        for (int i = 0; i < 20; i++) {
          driver.advanceWallClockTime(Duration.ofMillis(50));
        }
      }
      take();
      final int left = stored(LabelTopology.SAMPLES);
      driver.close();

      compare(expected);
      assertThat(left).as("samples left in the store").isZero();
      assertThat(sum("kinetograph.readings")).as("readings counted").isEqualTo(delivered.size());
      assertThat(count("kinetograph.readings", "late"))
          .as("late readings, of which there are none but repetitions")
          .isLessThanOrEqualTo(repetitions(delivered));
      assertThat(count("kinetograph.segments", "labelled")).isEqualTo(labels.size());
      tries++;
      records += delivered.size();
      labelled += labels.size();
      values += labels.size() * 15L * 125;
    }

    /** How many readings hold no sample that was not delivered before them. */
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

    /** In the order of arrival: nothing is delayed beyond the grace. */
    private List<AccelerometerReading> delivered() {
      record Arrival(long at, AccelerometerReading reading) {}
      List<Arrival> arrivals = new ArrayList<>();
      for (int wearer = 0; wearer < scenario.wearers(); wearer++) {
        // Clocks differ by up to half a day; arrivals are by each wearer's own.
        // With whole seconds, readings end where segments do.
        boolean onGrid = random.nextBoolean();
        boolean whole = onGrid && random.nextBoolean();
        long begin =
            START
                + random.nextInt(-43_200, 240) * 1_000_000L
                + (whole ? 0 : random.nextInt(1_000) * 1000L);
        long seconds = random.nextInt(4, 24);
        long shift = begin - random.nextInt(5_000_000);
        // What is before the first border may come behind the whole of the segment after it.
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
        // Sent again in another cut, at times: the same samples under another name.
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
      var input =
          driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
      for (AccelerometerReading reading : readings) {
        input.pipeInput(
            reading.getWearer().getBytes(UTF_8),
            TopicSerdes.accelerometerReading().serializer().serialize("in", reading),
            Instant.ofEpochMilli(START / 1000));
        if (random.nextInt(20) == 0) {
          driver.advanceWallClockTime(Duration.ofMillis(20));
        }
      }
    }

    private void take() {
      labels.addAll(
          driver
              .createOutputTopic(
                  "out", new StringDeserializer(), TopicSerdes.activityLabel().deserializer())
              .readValuesToList());
    }

    private int stored(String store) {
      int count = 0;
      try (var all = driver.getKeyValueStore(store).all()) {
        for (; all.hasNext(); all.next()) {
          count++;
        }
      }
      return count;
    }

    private double sum(String name) {
      return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
    }

    private double count(String name, String result) {
      return registry.counter(name, "result", result).count();
    }

    private TopologyTestDriver driver() {
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "property");
      properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
      Set<BodyUnit> expected = EnumSet.allOf(BodyUnit.class);
      if (random.nextBoolean()) {
        expected.removeIf(unit -> !worn.contains(Unit.valueOf(unit.name())));
      }
      LabelTopology topology =
          new LabelTopology(
              new TopicSettings("in", "out", "dlq"),
              new ReadingSettings(Duration.ofMinutes(5), 500),
              new SegmentSettings(
                  Duration.ofMillis(scenario.hopMillis()),
                  Duration.ofSeconds(scenario.graceSeconds()),
                  Duration.ofSeconds(10),
                  Duration.ofDays(1),
                  MAX_GAP,
                  scenario.minCoverage(),
                  expected,
                  required.stream()
                      .map(unit -> BodyUnit.valueOf(unit.name()))
                      .collect(Collectors.toSet())),
              new BatchSettings(scenario.batch(), Duration.ofMillis(20), Duration.ofMillis(100)),
              Keeping::new,
              new StreamMetrics(registry),
              TopicSerdes.accelerometerReading(),
              TopicSerdes.activityLabel(),
              PartitionLiveness.alwaysThere(),
              () -> nanos += scenario.turnCost());
      return new TopologyTestDriver(
          topology.build(), properties, Instant.ofEpochMilli(START / 1000));
    }

    /** Names a segment after its place in a list, so that all its values can be compared. */
    private final class Keeping implements SegmentClassifier {

      @Override
      public List<Classification> classify(List<Segment> segments) {
        List<Classification> classifications = new ArrayList<>();
        for (Segment segment : segments) {
          String name = Integer.toString(classified.size());
          classified.add(segment);
          classifications.add(new Classification(name, 1f, Map.of(name, 1f), "keeping"));
        }
        return classifications;
      }
    }
  }
}
