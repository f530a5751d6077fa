package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

class LabelTopologyTest {

  /** Start of a segment. */
  private static final long START = 1_700_000_000_000_000L;

  private static final long SECOND = 1_000_000L;
  private static final TopicSettings TOPICS = new TopicSettings("in", "out", "dlq");

  private final Path state = temporaryFolder();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Integer> batches = new ArrayList<>();
  private Duration hop = Duration.ofSeconds(5);
  private Duration grace = Duration.ofSeconds(5);
  private Instant recordTime = Instant.ofEpochMilli(START / 1000);
  private final List<Long> offsets = new ArrayList<>();
  private long unansweredMillis;
  private int listeningEnded;
  private int batchSize = 64;
  private Set<BodyUnit> expected = EnumSet.allOf(BodyUnit.class);
  private Set<BodyUnit> required = Set.of();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> input;

  @BeforeTry
  void open() {
    driver = driver();
    input = input();
  }

  @AfterTry
  void close() throws IOException {
    driver.close();
    Utils.delete(state.toFile());
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("label-topology");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Example
  void aCompleteSegmentIsLabelledAtOnce() {
    publish(Readings.of("anna", START, 5, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    List<ActivityLabel> labels = labels();
    assertThat(labels).hasSize(1);
    ActivityLabel label = labels.get(0);
    assertThat(label.getWearer()).isEqualTo("anna");
    assertThat(label.getSegmentStart()).isEqualTo(Instant.ofEpochMilli(START / 1000));
    assertThat(label.getSegmentEnd()).isEqualTo(Instant.ofEpochMilli(START / 1000 + 5000));
    assertThat(label.getCoverage()).isEqualTo(1f);
    assertThat(label.getConfidence()).isEqualTo(0.75f);
    assertThat(label.getModel()).isEqualTo("fake");
    assertThat(closed("complete")).isEqualTo(1);
  }

  @Example
  void aClosedSegmentWaitsForOthersAtMostTheLinger() {
    publish(Readings.of("anna", START, 5, 25));
    publish(Readings.of("berta", START, 5, 25));
    assertThat(labels()).isEmpty();
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).extracting(ActivityLabel::getWearer).containsExactly("anna", "berta");
    assertThat(batches).containsExactly(2);
  }

  @Example
  void aFullBatchDoesNotWait() {
    batchSize = 2;
    restart();
    publish(Readings.of("anna", START, 10, 25));

    assertThat(labels()).hasSize(2);
  }

  @Example
  void aSegmentWithAHoleWaitsForTheGrace() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 10, 25);
    AccelerometerReading missing = readings.remove(7);
    publish(readings);
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).isEmpty();

    publish(List.of(missing));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).hasSize(2).allMatch(label -> label.getCoverage() == 1f);
  }

  @Example
  void whatComesAfterTheGraceIsLateAndDropped() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 12, 25);
    AccelerometerReading missing = readings.remove(7);
    publish(readings);
    publish(List.of(missing));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    List<ActivityLabel> labels = labels();
    assertThat(labels).hasSize(2);
    // One second of one of five units is missing.
    assertThat(labels.get(0).getCoverage()).isCloseTo(1f - 25f / 625, within(1e-6f));
    assertThat(labels.get(1).getCoverage()).isEqualTo(1f);
    assertThat(closed("grace")).isEqualTo(1);
    assertThat(readings("late")).isEqualTo(1);
  }

  @Example
  void aSilentWearersSegmentsCloseByTheWallClock() {
    publish(Readings.of("anna", START, 9, 25));
    driver.advanceWallClockTime(Duration.ofSeconds(9));
    assertThat(labels()).hasSize(1);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).extracting(ActivityLabel::getCoverage).containsExactly(0.8f + 2 / 125f);
    assertThat(closed("idle")).isEqualTo(1);
    driver.advanceWallClockTime(Duration.ofSeconds(60));
    assertThat(labels()).isEmpty();
  }

  @Example
  void ourOwnDelayIsNotTheWearersSilence() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    // Half a minute's readings of berta lie in the topic between the halves of anna's segment;
    // to work them off takes longer than the idle timeout.
    publish(readings.subList(0, 12));
    for (int second = 0; second < 30; second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      publish(Readings.of("berta", START + second * SECOND, 1, 25));
    }
    publish(readings.subList(12, readings.size()));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels())
        .filteredOn(label -> label.getWearer().equals("anna"))
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(1f);
    assertThat(readings("late")).isZero();
  }

  @Example
  void anOutageOfTheBrokersIsNotTheWearersSilence() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 9, 25);
    publish(readings.subList(0, 12));
    for (int second = 0; second < 60; second++) {
      unansweredMillis += 1_000;
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    publish(readings.subList(12, readings.size()));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
    assertThat(readings("late")).isZero();
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).as("what is open still closes by silence").hasSize(1);
    assertThat(closed("idle")).isEqualTo(1);
  }

  @Example
  void theLeaderIsToldOfAllThatIsReadAndNotListenedToForEver() {
    publish(Readings.of("anna", START, 1, 25));
    int good = offsets.size();
    input.pipeInput("anna".getBytes(UTF_8), "no reading".getBytes(UTF_8));
    assertThat(offsets).containsExactlyElementsOf(LongStream.rangeClosed(0, good).boxed().toList());

    restart();
    assertThat(listeningEnded).isEqualTo(1);
  }

  @Example
  void aWearerIsSilentWhileOthersAreNot() {
    publish(Readings.of("anna", START, 4, 25));
    for (int second = 0; second < 11; second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      recordTime = recordTime.plusSeconds(1);
      publish(Readings.of("berta", START + second * SECOND, 1, 25));
    }
    driver.advanceWallClockTime(Duration.ofMillis(500));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).filteredOn(label -> label.getWearer().equals("anna")).hasSize(1);
    assertThat(closed("idle")).isEqualTo(1);
  }

  @Example
  void readingsLongerThanSegmentAndGraceAreNotLate() {
    publish(Readings.of("anna", START, 36, 300));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).hasSize(7).allMatch(label -> label.getCoverage() == 1f);
    assertThat(readings("late")).isZero();
  }

  @Example
  void tooLittleCoverageGivesNoLabelAndIsCounted() {
    publish(Readings.of("anna", START, 3, 25));
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).isEmpty();
    assertThat(registry.counter("kinetograph.segments", "result", "insufficient-coverage").count())
        .isEqualTo(1);
  }

  @Example
  void aWearerOfTheOneRequiredUnitIsLabelledByItsCoverage() {
    expected = EnumSet.of(BodyUnit.RIGHT_ARM);
    required = EnumSet.of(BodyUnit.RIGHT_ARM);
    restart();
    publish(of(Unit.RIGHT_ARM, Readings.of("anna", START, 5, 25)));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels())
        .extracting(ActivityLabel::getWearer, ActivityLabel::getCoverage)
        .containsExactly(tuple("anna", 0.2f));
    assertThat(closed("complete")).isEqualTo(1);
  }

  @Example
  void aSegmentWithoutARequiredUnitAndOneWithTooLittleOfItAreToldApart() {
    required = EnumSet.of(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
    restart();
    List<AccelerometerReading> without = Readings.of("without", START, 5, 25);
    without.removeIf(reading -> reading.getUnit() == Unit.LEFT_ARM);
    publish(without);
    List<AccelerometerReading> little = Readings.of("little", START, 5, 25);
    // 2 of 10 s of the required units are there, and 4 of 5 of the picture without one.
    little.removeIf(
        reading ->
            (reading.getUnit() == Unit.LEFT_ARM || reading.getUnit() == Unit.RIGHT_ARM)
                && !reading.getStartedAt().equals(Instant.ofEpochMilli(START / 1000)));
    publish(little);
    publish(of(Unit.LEFT_ARM, Readings.of("arms", START, 5, 25)));
    publish(of(Unit.RIGHT_ARM, Readings.of("arms", START, 3, 25)));
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).extracting(ActivityLabel::getWearer).containsExactly("arms");
    assertThat(segments("missing-unit")).isEqualTo(1);
    assertThat(segments("insufficient-coverage")).isEqualTo(1);
    assertThat(segments("labelled")).isEqualTo(1);
  }

  private static List<AccelerometerReading> of(Unit unit, List<AccelerometerReading> readings) {
    return readings.stream().filter(reading -> reading.getUnit() == unit).toList();
  }

  private double segments(String result) {
    return registry.counter("kinetograph.segments", "result", result).count();
  }

  @Example
  void aClockInTheFutureChangesNothingForOthers() {
    publish(Readings.of("anna", START, 2, 25));
    publish(Readings.of("ahead", START + 240 * SECOND, 5, 25));
    publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    publish(Readings.of("anna", START + 2 * SECOND, 3, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels())
        .extracting(ActivityLabel::getWearer, ActivityLabel::getCoverage)
        .containsExactlyInAnyOrder(tuple("ahead", 1f), tuple("behind", 1f), tuple("anna", 1f));
  }

  @Property(tries = 15)
  void aWrongClockChangesNothingForOthers(
      @ForAll Random random, @ForAll @IntRange(min = -86_400, max = 86_400) int skew) {
    List<AccelerometerReading> rightly = new ArrayList<>();
    for (String wearer : List.of("anna", "berta", "carla")) {
      rightly.addAll(Readings.of(wearer, START, 21, 25));
    }
    publish(delayed(rightly, random));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    List<ActivityLabel> without = sorted(labels());
    assertThat(without).hasSize(12);

    restart();
    List<AccelerometerReading> all = new ArrayList<>(delayed(rightly, random));
    List<AccelerometerReading> wrongly =
        Readings.of("wrong", START + skew * SECOND - Math.floorMod(skew, 5) * SECOND, 10, 25);
    for (int i = 0; i < wrongly.size(); i++) {
      all.add(i * all.size() / wrongly.size(), wrongly.get(i));
    }
    final double invalid = readings("invalid");
    publish(all);
    driver.advanceWallClockTime(Duration.ofMillis(20));

    List<ActivityLabel> labels = sorted(labels());
    assertThat(labels).filteredOn(label -> !label.getWearer().equals("wrong")).isEqualTo(without);
    if (skew > 310) {
      assertThat(labels).hasSameSizeAs(without);
      assertThat(readings("invalid") - invalid).isEqualTo(wrongly.size());
    } else if (skew < 290) {
      assertThat(labels).filteredOn(label -> label.getWearer().equals("wrong")).hasSize(2);
    }
  }

  @Example
  void aUnitAheadOfTheOthersDoesNotMakeThemLate() {
    publish(withTorsoAhead(21, 30));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    // The torso's samples of the others' time were never taken.
    assertThat(labels())
        .extracting(ActivityLabel::getSegmentStart, ActivityLabel::getCoverage)
        .startsWith(
            tuple(Instant.ofEpochMilli(START / 1000), 0.8f),
            tuple(Instant.ofEpochMilli(START / 1000 + 5000), 0.8f))
        .hasSize(2);
    assertThat(readings("late")).isZero();
  }

  @Example
  void aUnitAheadIsJoinedByTheOthersOnceTheyHaveCaughtUp() {
    publish(withTorsoAhead(60, 30));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    List<ActivityLabel> labels = labels();
    assertThat(labels).hasSize(12);
    assertThat(labels.subList(0, 6)).allMatch(label -> label.getCoverage() == 0.8f);
    assertThat(labels.subList(6, 12)).allMatch(label -> label.getCoverage() == 1f);
    assertThat(readings("late")).isZero();
  }

  @Example
  void aUnitAheadIsNotWaitedOnByOthersThatAreGone() {
    publish(withTorsoAhead(8, 30));
    for (int second = 8; second < 30; second++) {
      recordTime = recordTime.plusSeconds(1);
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      publish(
          Readings.of("anna", START + (30 + second) * SECOND, 1, 25).stream()
              .filter(reading -> reading.getUnit() == Unit.TORSO)
              .toList());
    }
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels())
        .extracting(ActivityLabel::getSegmentStart)
        .containsExactly(Instant.ofEpochMilli(START / 1000));
    assertThat(closed("grace")).isGreaterThan(3);
    assertThat(closed("idle")).isZero();
  }

  @Example
  void aRestartDoesNotMakeTheOthersLateForAUnitAhead() {
    List<AccelerometerReading> readings = withTorsoAhead(60, 30);
    for (int from = 0; from < readings.size(); from += 5) {
      if (from % 35 == 0) {
        driver.advanceWallClockTime(Duration.ofMillis(20));
        restart();
      }
      publish(readings.subList(from, from + 5));
    }
    assertThat(readings("late")).isZero();
  }

  private static List<AccelerometerReading> withTorsoAhead(int seconds, int ahead) {
    List<AccelerometerReading> readings = Readings.of("anna", START, seconds, 25);
    List<AccelerometerReading> torso = Readings.of("anna", START + ahead * SECOND, seconds, 25);
    for (int i = 0; i < readings.size(); i++) {
      if (readings.get(i).getUnit() == Unit.TORSO) {
        readings.set(i, torso.get(i));
      }
    }
    return readings;
  }

  @Example
  void fewerExpectedUnitsCompleteASegmentSooner() {
    expected = EnumSet.of(BodyUnit.TORSO);
    restart();
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    // Torso last: all five units are there when it completes.
    readings.sort((a, b) -> Boolean.compare(a.getUnit() == Unit.TORSO, b.getUnit() == Unit.TORSO));
    publish(readings);
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).hasSize(1);
  }

  @Example
  void aShorterHopGivesOverlappingSegments() {
    hop = Duration.ofSeconds(1);
    restart();
    publish(Readings.of("anna", START, 12, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    List<ActivityLabel> labels = labels();
    List<Long> whole = new ArrayList<>();
    labels.stream()
        .filter(label -> label.getCoverage() == 1f)
        .forEach(label -> whole.add(label.getSegmentStart().toEpochMilli() - START / 1000));
    assertThat(whole).containsExactly(0L, 1000L, 2000L, 3000L, 4000L, 5000L, 6000L, 7000L);
    assertThat(labels).extracting(ActivityLabel::getSegmentStart).isSorted();
  }

  @Example
  void anOffGridClockWithJitterStillCompletesSegments() {
    Random random = new Random(7);
    for (int second = 0; second < 16; second++) {
      for (BodyUnit unit : BodyUnit.values()) {
        long start = START + second * SECOND + 13_000 + random.nextInt(8_000);
        publish(
            List.of(
                Readings.reading("anna", Unit.valueOf(unit.name()), start, 40_000, new float[25])));
      }
    }
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).hasSize(3).allMatch(label -> label.getCoverage() == 1f);
    // The first one lacks its first 13 ms: something before it could still have come.
    assertThat(closed("complete")).isEqualTo(2);
  }

  /** Some twice, each delayed by less than the grace, in event time. */
  private List<AccelerometerReading> delayed(List<AccelerometerReading> readings, Random random) {
    record Arrival(long at, AccelerometerReading reading) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (AccelerometerReading reading : readings) {
      for (int copy = random.nextInt(4) == 0 ? 2 : 1; copy > 0; copy--) {
        long start = reading.getStartedAt().toEpochMilli();
        arrivals.add(new Arrival(start + random.nextInt(1_900), reading));
      }
    }
    Collections.shuffle(arrivals, random);
    arrivals.sort((a, b) -> Long.compare(a.at, b.at));
    return arrivals.stream().map(Arrival::reading).toList();
  }

  @Example
  void aRecordThatIsNoReadingIsADeadLetterAndNothingElseIsLost() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    publish(readings.subList(0, 10));
    byte[] garbage = "garbage".getBytes(UTF_8);
    input.pipeInput(new TestRecord<>("anna".getBytes(UTF_8), garbage));
    input.pipeInput(new TestRecord<>((byte[]) null, garbage));
    publish(readings.subList(10, readings.size()));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).hasSize(1);
    assertThat(readings("invalid")).isEqualTo(2);
    TestOutputTopic<byte[], byte[]> deadLetters =
        driver.createOutputTopic("dlq", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var letters = deadLetters.readRecordsToList();
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).key()).isEqualTo("anna".getBytes(UTF_8));
    assertThat(letters.get(0).value()).isEqualTo(garbage);
    assertThat(header(letters.get(0), DeadLetterHandler.FIELD_HEADER)).isEqualTo("value");
    assertThat(header(letters.get(0), DeadLetterHandler.MESSAGE_HEADER))
        .isEqualTo(
            "value is not Avro single-object encoding: starts with 0x"
                + HexFormat.of().formatHex(garbage));
    assertThat(header(letters.get(0), DeadLetterHandler.TOPIC_HEADER)).isEqualTo("in");
    assertThat(header(letters.get(0), DeadLetterHandler.PARTITION_HEADER)).isEqualTo("0");
    assertThat(header(letters.get(0), DeadLetterHandler.OFFSET_HEADER)).isEqualTo("10");
    assertThat(letters.get(1).key()).isNull();
    assertThat(header(letters.get(1), DeadLetterHandler.FIELD_HEADER)).isEqualTo("key");
  }

  @Example
  void duplicatesAreCountedAndKeepTheStoreSmall() {
    publish(Readings.of("anna", START, 2, 25));
    publish(Readings.of("anna", START, 2, 25));

    assertThat(readings("accepted")).isEqualTo(10);
    assertThat(readings("duplicate")).isEqualTo(10);
    // The five units' readings of a second begin in the same bucket.
    assertThat(stored()).isEqualTo(2);
  }

  @Example
  void aLabelledSegmentLeavesTheStore() {
    publish(Readings.of("anna", START, 5, 25));
    assertThat(stored()).isEqualTo(5);
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels()).hasSize(1);
    assertThat(stored()).isZero();
  }

  @Example
  void aWearableThatSendsWithoutEndMakesMoreKeysAndNoLargeOnes() {
    for (int i = 0; i < 2000; i++) {
      publish(List.of(Readings.reading("anna", Unit.TORSO, START + i, 1000, new float[10])));
    }
    publish(List.of(Readings.reading("anna", Unit.TORSO, START, 1000, new float[10])));

    assertThat(readings("accepted")).isEqualTo(2000);
    assertThat(readings("duplicate")).isEqualTo(1);
    assertThat(stored()).isEqualTo(16);
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void anyRateFrom10HzTo1KHzCompletesSegments(@ForAll("periods") int period) {
    final int batch = 1_000_000 / period;
    for (int second = 0; second < 11; second++) {
      for (BodyUnit unit : BodyUnit.values()) {
        // At 31.25 Hz a batch is a bit shorter than a second, and the second segment begins between
        // two samples.
        long start = START + (long) second * batch * period;
        publish(
            List.of(
                Readings.reading(
                    "anna", Unit.valueOf(unit.name()), start, period, new float[batch])));
      }
    }
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(labels())
        .extracting(ActivityLabel::getSegmentStart, ActivityLabel::getCoverage)
        .containsExactly(
            tuple(Instant.ofEpochMilli(START / 1000), 1f),
            tuple(Instant.ofEpochMilli(START / 1000 + 5000), 1f));
    assertThat(closed("grace")).isZero();
    assertThat(readings("late")).isZero();
  }

  @Provide
  Arbitrary<Integer> periods() {
    return Arbitraries.of(100_000, 32_000, 10_000, 1_000);
  }

  @Example
  void gapsUpToTheLongestAreBridgedAndLongerOnesAreNot() {
    for (BodyUnit unit : BodyUnit.values()) {
      // Behind the first second 160 ms pass without a sample, behind the second 400 ms.
      for (long start : new long[] {0, 1_120_000, 2_480_000, 3_480_000, 4_480_000}) {
        publish(
            List.of(
                Readings.reading(
                    "anna",
                    Unit.valueOf(unit.name()),
                    START + start,
                    40_000,
                    new float[start == 4_480_000 ? 13 : 25])));
      }
    }
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    driver.advanceWallClockTime(Duration.ofMillis(20));

    // From 2.08 s to 2.48 s: nine instants between the samples.
    assertThat(labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f - 9 / 125f);
  }

  @Example
  void aWearerLongGoneIsForgottenAndNotBefore() {
    publish(Readings.of("anna", START, 5, 25));
    publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).hasSize(2);
    driver.advanceWallClockTime(Duration.ofMinutes(59));

    assertThat(wearers()).isEqualTo(2);
    publish(Readings.of("anna", START, 5, 25));
    publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).isEmpty();
    assertThat(readings("late")).isEqualTo(50);

    recordTime = recordTime.plus(Duration.ofMinutes(59));
    publish(Readings.of("berta", START + 3540 * SECOND, 5, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    driver.advanceWallClockTime(Duration.ofMinutes(3));
    driver.advanceWallClockTime(Duration.ofMinutes(1));
    assertThat(wearers()).isEqualTo(1);
    assertThat(stored()).isZero();
    driver.advanceWallClockTime(Duration.ofMinutes(61));
    assertThat(wearers()).isZero();
  }

  @Example
  void afterAnOutageNobodyIsForgottenForOurOwnDelay() {
    publish(Readings.of("anna", START, 5, 25));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(labels()).hasSize(1);
    publish(Readings.of("berta", START, 2, 25));
    for (int hour = 0; hour < 3; hour++) {
      driver.advanceWallClockTime(Duration.ofMinutes(30));
      publish(Readings.of("berta", START + (2 + hour) * SECOND, 1, 25));
    }
    driver.advanceWallClockTime(Duration.ofMinutes(1));

    assertThat(wearers()).isEqualTo(2);
  }

  private double wearers() {
    return registry.get("kinetograph.wearers").gauge().value();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }

  private int stored() {
    int count = 0;
    try (var all = driver.getKeyValueStore(LabelTopology.SAMPLES).all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }

  private static List<ActivityLabel> sorted(List<ActivityLabel> labels) {
    return labels.stream()
        .sorted(
            Comparator.comparing(ActivityLabel::getWearer)
                .thenComparing(ActivityLabel::getSegmentStart))
        .toList();
  }

  private double readings(String result) {
    return registry.counter("kinetograph.readings", "result", result).count();
  }

  private double closed(String reason) {
    return registry.counter("kinetograph.segments.closed", "reason", reason).count();
  }

  private void publish(List<AccelerometerReading> readings) {
    for (AccelerometerReading reading : readings) {
      input.pipeInput(
          reading.getWearer().getBytes(UTF_8),
          TopicSerdes.accelerometerReading().serializer().serialize("in", reading),
          recordTime);
    }
  }

  private List<ActivityLabel> labels() {
    return driver
        .createOutputTopic(
            "out", new StringDeserializer(), TopicSerdes.activityLabel().deserializer())
        .readValuesToList();
  }

  private void restart() {
    driver.close();
    open();
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TopologyTestDriver driver() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, TOPICS.deadLetters());
    LabelTopology topology =
        new LabelTopology(
            TOPICS,
            new ReadingSettings(Duration.ofMinutes(5), 500),
            new SegmentSettings(
                hop,
                grace,
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofMillis(200),
                0.75f,
                expected,
                required),
            new BatchSettings(batchSize, Duration.ofMillis(20), Duration.ofMillis(100)),
            Fingerprint::new,
            new StreamMetrics(registry),
            TopicSerdes.accelerometerReading(),
            TopicSerdes.activityLabel(),
            this::listen,
            () -> 0);
    return new TopologyTestDriver(topology.build(), properties, Instant.ofEpochMilli(START / 1000));
  }

  private PartitionLiveness.Listening listen(int partition) {
    return new PartitionLiveness.Listening() {
      @Override
      public long heardMillis(long wallMillis) {
        return wallMillis - unansweredMillis;
      }

      @Override
      public void recordRead(long offset) {
        offsets.add(offset);
      }

      @Override
      public void close() {
        listeningEnded++;
      }
    };
  }

  /** Names a segment after everything in it, so that any difference shows in the label. */
  private final class Fingerprint implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      batches.add(segments.size());
      return segments.stream()
          .map(
              segment -> {
                String name = Integer.toHexString(segment.hashCode());
                return new Classification(name, 0.75f, Map.of(name, 0.75f, "other", 0.25f), "fake");
              })
          .toList();
    }
  }
}
