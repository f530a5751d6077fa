// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.program.RateLimitedLog;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.logs.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readings whose unit, time or rate is not what the schema says: each kind is a dead letter with a
 * hint, or is counted and logged with the wearer and the unit. The labels stay what they are.
 */
class ImplausibleReadingsTest {

  private static final double G = 9.80665;

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  private final CapturedLog log = CapturedLog.warnings(RateLimitedLog.class);

  /** What a wearable sends: right by default. */
  private static final class Wearable {
    private int rate = 25;
    private int statedPeriod = 40_000;
    private int samples = 25;
    private double gravity = G;
    private double scale = 1;
    private double strength = 5;
    private double phase;
    private double range = Double.POSITIVE_INFINITY;
    private LongUnaryOperator clock = micros -> micros;

    /** Readings of all units, in the order in which they are sent. */
    List<AccelerometerReading> readings(int seconds) {
      List<AccelerometerReading> readings = new ArrayList<>();
      for (int from = 0; from + samples <= seconds * rate; from += samples) {
        for (Unit unit : Unit.values()) {
          if (unit != Unit.UNKNOWN) {
            readings.add(reading(unit, from));
          }
        }
      }
      return readings;
    }

    private AccelerometerReading reading(Unit unit, int from) {
      float[] x = new float[samples];
      float[] y = new float[samples];
      float[] z = new float[samples];
      for (int i = 0; i < samples; i++) {
        double time = 2 * Math.PI * ((from + i) / (double) rate + phase);
        x[i] = (float) (scale * (gravity * 0.6 + strength * Math.sin(2 * time)));
        y[i] = (float) (scale * (gravity * 0.8 + strength * Math.sin(3 * time)));
        z[i] = (float) (scale * strength * Math.cos(time + unit.name().length()));
        x[i] = (float) Math.max(-range, Math.min(range, x[i]));
        y[i] = (float) Math.max(-range, Math.min(range, y[i]));
        z[i] = (float) Math.max(-range, Math.min(range, z[i]));
      }
      long start = START + Math.round((from / (double) rate + phase) * SECOND);
      return AccelerometerReading.newBuilder()
          .setWearer("anna")
          .setUnit(unit)
          .setStartedAt(Instant.EPOCH.plus(clock.applyAsLong(start), ChronoUnit.MICROS))
          .setSamplePeriodMicros(statedPeriod)
          .setX(FloatAxes.of(x))
          .setY(FloatAxes.of(y))
          .setZ(FloatAxes.of(z))
          .build();
    }
  }

  private final Wearable wearable = new Wearable();

  @AfterEach
  void releaseTheLog() {
    log.close();
  }

  private void publish(List<AccelerometerReading> readings) {
    topology.publish(readings);
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
  }

  @Test
  void nothingIsSuspectedOfRightReadings() {
    List<AccelerometerReading> readings = wearable.readings(30);
    wearable.strength = 0;
    publish(readings);
    topology.reopen();
    publish(wearable.readings(30));

    assertThat(topology.suspicions()).isZero();
    assertThat(topology.readings("invalid")).isZero();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void readingsThatAreDeliveredAgainWithEqualValuesAreNotSuspect() {
    List<AccelerometerReading> readings = wearable.readings(30);
    List<AccelerometerReading> all = new ArrayList<>();
    for (AccelerometerReading reading : readings) {
      all.addAll(Collections.nCopies(3, reading));
    }
    // The same samples, cut in another way.
    wearable.samples = 10;
    all.addAll(wearable.readings(30));
    topology.grace = Duration.ofSeconds(40);
    topology.reopen();
    Collections.shuffle(all, new Random(1));
    publish(all);

    assertThat(topology.readings("duplicate")).isPositive();
    assertThat(topology.suspicions()).isZero();
  }

  @Test
  void readingsInGAreSuspectAtRestAndInMotion() {
    wearable.scale = 1 / G;
    publish(wearable.readings(30));

    assertThat(topology.labels()).as("labeled all the same").hasSize(6);
    assertThat(topology.suspicions("g")).as("4 segments of 5 units").isEqualTo(20);
    assertThat(topology.suspicions()).isEqualTo(20);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith(
            "wearer 'anna', [TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG]: mean magnitude 1.")
        .endsWith(
            "expected about 9.81 m/s2: looks like g (1 at rest). Labels of this wearer can be"
                + " wrong. Convert the readings to m/s^2; or set reading.acceleration-unit=g, if"
                + " all wearables send g");
  }

  @Test
  void readingsInGAreConvertedIfTheSettingSaysSo() {
    publish(wearable.readings(30));
    List<ActivityLabel> right = topology.labels();
    topology.accelerationUnit = AccelerationUnit.G;
    topology.reopen();
    publish(wearable.readings(30));
    assertThat(topology.suspicions("m/s2")).as("not in g").isEqualTo(20);
    topology.labels();

    topology.reopen();
    wearable.scale = 1 / G;
    publish(wearable.readings(30));
    assertThat(topology.labels()).hasSameSizeAs(right);
    assertThat(topology.suspicions()).as("none more").isEqualTo(20);
  }

  @Test
  void valuesThatAreCutOffAtTheSensorsRangeAreSuspect() {
    wearable.strength = 25;
    wearable.range = 2 * G;
    publish(wearable.readings(30));

    assertThat(topology.labels()).as("labeled all the same").hasSize(6);
    assertThat(topology.suspicions("clipped")).as("4 segments of 5 units").isEqualTo(20);
    assertThat(topology.suspicions()).isEqualTo(20);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("wearer 'anna', [TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG]: ")
        .endsWith(
            "(19.61 m/s2): the sensor seems to be set to 2 g, and to cut off larger values. Labels"
                + " of this wearer can be wrong. Set the sensor to a larger range, and convert its"
                + " numbers accordingly");
  }

  @ParameterizedTest
  @CsvSource({"0, 3, no-gravity", "0, 0.05, no-gravity", "0, 0, no-gravity", "4.9, 0, scale"})
  void gravityIsMissedAtRestAndInMotion(double gravity, double strength, String kind) {
    wearable.gravity = gravity;
    wearable.strength = strength;
    publish(wearable.readings(30));

    assertThat(topology.suspicions(kind)).isEqualTo(20);
    assertThat(topology.suspicions()).isEqualTo(20);
    assertThat(log.lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1000, milli-g, milli-g",
    "0, 16384, counts, raw counts",
    "5, 1000, milli-g, milli-g",
    "5, 16384, counts, raw counts",
  })
  void milliGAndCountsAreDeadLettersThatSaySo(
      double strength, double inOneG, String kind, String text) {
    wearable.strength = strength;
    wearable.scale = inOneG / G;
    List<AccelerometerReading> readings = wearable.readings(5);
    publish(readings);

    assertThat(topology.suspicions(kind)).isEqualTo(readings.size());
    assertThat(messages())
        .hasSize(readings.size())
        .allMatch(message -> message.matches("[xy] has .* beyond 500.0; with a mean magnitude.*"))
        .allMatch(message -> message.contains(text));
    assertThat(log.lines().get(0)).startsWith("dead letter in-0@0 of wearer 'anna': ");
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("wearer 'anna', [TORSO]: readings become dead letters"))
        .singleElement()
        .asString()
        .contains(text)
        .endsWith(". Convert the readings to m/s^2, and check the range that the sensor is set to");
  }

  @ParameterizedTest
  @CsvSource({"0, 1000, milli-g", "0, 16384, counts", "5, 256, counts"})
  void milliGAndCountsAreSuspectIfTheyAreWithinTheLimit(
      double strength, double inOneG, String kind) {
    topology.maxAcceleration = 1e6f;
    topology.reopen();
    wearable.strength = strength;
    wearable.scale = inOneG / G;
    publish(wearable.readings(30));

    assertThat(topology.suspicions(kind)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    // Twice as fast as stated, as seconds of 50 samples and as single samples.
    "50, 40000, 50, overlap",
    "50, 40000, 1, overlap",
    "100, 20000, 25, overlap",
    "30, 40000, 30, overlap",
    // Slower than stated.
    "25, 20000, 25, gaps",
    "25, 25000, 25, gaps",
  })
  void aWrongRateIsSuspect(int rate, int statedPeriod, int samples, String kind) {
    wearable.rate = rate;
    wearable.statedPeriod = statedPeriod;
    wearable.samples = samples;
    publish(wearable.readings(40));

    assertThat(topology.suspicions(kind)).isGreaterThanOrEqualTo(15);
    assertThat(topology.suspicions()).isEqualTo(topology.suspicions(kind));
    assertThat(log.lines()).singleElement().asString().contains("anna", "samplePeriodMicros");
  }

  @ParameterizedTest
  @CsvSource({"25, 41000", "25, 38000", "26, 40000", "24, 40000"})
  void aClockThatIsNotExactIsNotSuspect(int rate, int statedPeriod) {
    wearable.rate = rate;
    wearable.statedPeriod = statedPeriod;
    publish(wearable.readings(40));

    assertThat(topology.suspicions()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0", "0.013", "0.02", "0.5"})
  void twoDevicesUnderOneIdAreSuspect(double phase) {
    List<AccelerometerReading> all = new ArrayList<>();
    List<AccelerometerReading> first = wearable.readings(40);
    wearable.strength = 2;
    wearable.phase = phase;
    List<AccelerometerReading> second = wearable.readings(40);
    for (int i = 0; i < first.size(); i++) {
      all.add(first.get(i));
      all.add(second.get(i));
    }
    publish(all);

    assertThat(topology.suspicions("overlap")).isGreaterThanOrEqualTo(25);
    assertThat(topology.suspicions()).isEqualTo(topology.suspicions("overlap"));
  }

  @Test
  void suspicionsAreFoundAgainAfterARestart() {
    wearable.scale = 1 / G;
    List<AccelerometerReading> readings = wearable.readings(40);
    topology.publish(readings.subList(0, 5 * 17));
    topology.finishBatch();
    double before = topology.suspicions("g");
    topology.restart();
    topology.finishBatch();
    publish(readings.subList(5 * 17, readings.size()));

    assertThat(before).isEqualTo(5);
    assertThat(topology.suspicions("g") - before).as("a new row of three").isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1, 0, 'milliseconds, not microseconds'",
    "1000000, 1, 0, 'seconds, not microseconds'",
    "1, 1000, 0, 'nanoseconds, not microseconds'",
    "1, 1, -1699954852635331, 'time since the device started, not since 1970'",
    "1, 1, 28800000000, 'local time, not UTC (ahead by 8:00 h)'",
  })
  void aTimeThatCannotBeMeantIsADeadLetterThatSaysWhatItLooksLike(
      long divide, long multiply, long add, String hint) {
    wearable.clock = micros -> micros / divide * multiply + add;
    List<AccelerometerReading> readings = wearable.readings(6);
    publish(readings);

    assertThat(topology.labels()).isEmpty();
    assertThat(topology.suspicions("time")).isEqualTo(readings.size());
    assertThat(messages())
        .hasSize(readings.size())
        .allMatch(message -> message.startsWith("startedAt "))
        .allMatch(message -> message.endsWith(" looks like " + hint));
  }

  /** START is in the year 2023. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1699999995              | seconds, not microseconds
          1.7e9                   | seconds, not microseconds
          1699999995123456789     | nanoseconds, not microseconds
          0                       | a clock that was never set
          86400000                | time since the device started, not since 1970
          721692795000000         | microseconds since 2001 (Apple), not since 1970
          """)
  void theSameHoldsForNumbersInJson(String startedAt, String hint) {
    topology.publish(
        "anna".getBytes(UTF_8),
        """
        {"wearer":"anna","unit":"TORSO","startedAt":%s,"samplePeriodMicros":40000,
         "x":[0],"y":[0],"z":[9.81]}
        """
            .strip()
            .formatted(startedAt)
            .getBytes(UTF_8));
    topology.finishBatch();

    assertThat(topology.suspicions("time")).isEqualTo(1);
    assertThat(messages())
        .singleElement()
        .asString()
        .startsWith("startedAt ")
        .endsWith(" looks like " + hint);
  }

  @ParameterizedTest
  @CsvSource({
    "40, milliseconds or a rate in Hz",
    "5, milliseconds",
    "128, a rate in Hz",
    "40000000, nanoseconds"
  })
  void aSamplePeriodInAnotherUnitIsADeadLetterThatSaysSo(int period, String hint) {
    topology.publish(List.of(Readings.reading("anna", Unit.TORSO, START, period, 1f, 2f)));
    topology.finishBatch();

    assertThat(topology.suspicions("period")).isEqualTo(1);
    assertThat(messages())
        .containsExactly(
            "samplePeriodMicros %s is not from 1000 (1 kHz) to 100000 (10 Hz); the value looks like"
                    .formatted(period)
                + " %s, not microseconds".formatted(hint));
  }

  @Test
  void aTimeThatCannotBeMeantIsRefusedAgainWithoutASecondLetter() {
    topology.publish(Readings.of("berta", START, 1, 25));
    for (LongUnaryOperator clock :
        List.<LongUnaryOperator>of(micros -> micros / 1000, micros -> micros * 1000)) {
      wearable.clock = clock;
      for (int i = 0; i < 101; i++) {
        topology.publish(wearable.readings(1));
      }
    }
    assertThat(topology.deadLetters()).hasSize(2 * 505);
    topology.replayBatch = 2_000;
    topology.restart();
    topology.finishBatch();

    assertThat(topology.replayed()).isEqualTo(5 + 2 * 505);
    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.openSlices()).as("of berta").isEqualTo(1);
    assertThat(topology.readings("invalid")).isEqualTo(2 * 505);
    assertThat(topology.value("kinetograph.replay.refused.forgotten")).isZero();
  }

  @Test
  void theEarliestTimeIsASetting() {
    topology.earliestTime = Instant.ofEpochMilli(START / 1000 + 5000);
    topology.reopen();
    publish(wearable.readings(10));

    assertThat(topology.labels()).hasSize(1);
    assertThat(messages())
        .hasSize(25)
        .contains("startedAt 2023-11-14T22:13:20Z is before 2023-11-14T22:13:25Z");
    assertThat(topology.suspicions()).as("no hint").isZero();
  }

  /**
   * A clock that starts on 2000-01-01 when its battery was empty, local time, a GPS receiver, and
   * somebody's wrong date.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          753315200 | 8718 days | a clock that was not set after it had lost power
          18000     | 5:00 h    | local time, not UTC
          12600     | 3:30 h    | local time, not UTC
          619315200 | 7168 days | the date of a GPS receiver whose week number has rolled over (1024 weeks)
          86400     | 24:00 h   | a clock that is behind
          """)
  void aClockThatIsBehindIsSuspect(long seconds, String text, String hint) {
    wearable.clock = micros -> micros - seconds * SECOND;
    publishLive(wearable.readings(300), 5);

    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.suspicions("behind")).as("2 minutes of 5 units").isEqualTo(10);
    assertThat(topology.suspicions()).isEqualTo(10);
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("wearer"))
        .containsExactly(
            "wearer 'anna', [TORSO]: readings always arrive "
                + text
                + " after their time: looks like "
                + hint
                + ". Labels of this wearer have the wrong time, or are missing. Set the wearable's clock before it"
                + " measures, and send startedAt in UTC");
  }

  /** Then the wearer's time does not go back with the clock: all readings are late. */
  @Test
  void aClockThatFallsBackIsSuspectAlthoughItsReadingsAreLate() {
    List<AccelerometerReading> readings = wearable.readings(20);
    wearable.clock = micros -> micros - 753_315_200 * SECOND;
    readings.addAll(wearable.readings(260).subList(100, 1300));
    publishLive(readings, 5);

    assertThat(topology.labels()).hasSize(4);
    assertThat(topology.readings("late")).isEqualTo(1200);
    assertThat(topology.suspicions("behind")).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"2", "60", "1000"})
  void readingsThatWereHeldBackAreNotSuspect(int timesFaster) {
    List<AccelerometerReading> readings = wearable.readings(480);
    topology.recordTime = topology.recordTime.plus(Duration.ofHours(5));
    publishLive(readings, 5 * timesFaster);

    assertThat(topology.suspicions()).isZero();
    assertThat(topology.labels()).isNotEmpty();
  }

  @Test
  void readingsOfABatchEachHourAreNotSuspect() {
    for (int hour = 0; hour < 4; hour++) {
      int from = hour * 3600;
      topology.recordTime = Instant.ofEpochMilli(START / 1000).plusSeconds(from + 3600);
      topology.publish(Readings.of("anna", START + from * SECOND, 300, 25));
      topology.publish(Readings.of("anna", START + (from + 3300) * SECOND, 300, 25));
    }

    assertThat(topology.suspicions("behind")).isZero();
  }

  /** Publishes so many readings a second, each when it ends if that is the number of units. */
  private void publishLive(List<AccelerometerReading> readings, int aSecond) {
    for (int i = 0; i < readings.size(); i++) {
      if (i % aSecond == 0) {
        topology.recordTime = topology.recordTime.plusSeconds(1);
        topology.advance(Duration.ofSeconds(1));
      }
      topology.publish(readings.get(i));
    }
    topology.finishBatch();
  }

  @Test
  void theDelayIgnoresLabelsOfOldReadingsAndCountsThem() {
    publish(Readings.of("anna", START, 5, 25));
    publish(Readings.of("old", START - 25 * 3600 * SECOND, 5, 25));
    publish(Readings.of("ahead", START + 200 * SECOND, 5, 25));

    assertThat(topology.labels()).hasSize(3);
    assertThat(topology.value("kinetograph.label.delay")).isEqualTo(1);
    assertThat(topology.value("kinetograph.label.delay.ignored")).isEqualTo(2);
  }

  private List<String> messages() {
    return topology.deadLetters().stream()
        .map(letter -> letter.headers().lastHeader(DeadLetterHandler.MESSAGE_HEADER).value())
        .map(value -> new String(value, UTF_8))
        .toList();
  }
}
