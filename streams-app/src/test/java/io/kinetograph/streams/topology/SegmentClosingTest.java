// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When segments close, and what of a wearer's samples they contain. */
class SegmentClosingTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void aCompleteSegmentIsLabeledAtOnce() {
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.finishBatch();

    List<ActivityLabel> labels = topology.labels();
    assertThat(labels).hasSize(1);
    ActivityLabel label = labels.get(0);
    assertThat(label.getWearer()).isEqualTo("anna");
    assertThat(label.getSegmentStart()).isEqualTo(Instant.ofEpochMilli(START / 1000));
    assertThat(label.getSegmentEnd()).isEqualTo(Instant.ofEpochMilli(START / 1000 + 5000));
    assertThat(label.getCoverage()).isEqualTo(1f);
    assertThat(label.getConfidence()).isEqualTo(0.75f);
    assertThat(label.getModel()).isEqualTo("fake");
    assertThat(topology.closed("complete")).isEqualTo(1);
  }

  @Test
  void aSegmentWithAHoleWaitsForTheGrace() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 10, 25);
    AccelerometerReading missing = readings.remove(7);
    topology.publish(readings);
    topology.finishBatch();
    assertThat(topology.labels()).isEmpty();

    topology.publish(List.of(missing));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(2).allMatch(label -> label.getCoverage() == 1f);
  }

  @Test
  void aReadingAfterTheGraceIsLateAndDropped() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 12, 25);
    AccelerometerReading missing = readings.remove(7);
    topology.publish(readings);
    topology.publish(List.of(missing));
    topology.finishBatch();

    List<ActivityLabel> labels = topology.labels();
    assertThat(labels).hasSize(2);
    // One second of one of five units is missing.
    assertThat(labels.get(0).getCoverage()).isCloseTo(1f - 25f / 625, within(1e-6f));
    assertThat(labels.get(1).getCoverage()).isEqualTo(1f);
    assertThat(topology.closed("grace")).isEqualTo(1);
    assertThat(topology.readings("late")).isEqualTo(1);
  }

  @Test
  void readingsLongerThanSegmentAndGraceAreNotLate() {
    topology.publish(Readings.of("anna", START, 36, 300));
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(7).allMatch(label -> label.getCoverage() == 1f);
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void fewerExpectedUnitsCompleteASegmentSooner() {
    topology.expectedUnits = EnumSet.of(BodyUnit.TORSO);
    topology.reopen();
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    // Torso last: all five units are there when it completes.
    readings.sort((a, b) -> Boolean.compare(a.getUnit() == Unit.TORSO, b.getUnit() == Unit.TORSO));
    topology.publish(readings);
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(1);
  }

  @Test
  void aShorterHopGivesOverlappingSegments() {
    topology.hop = Duration.ofSeconds(1);
    topology.reopen();
    topology.publish(Readings.of("anna", START, 12, 25));
    topology.finishBatch();

    List<ActivityLabel> labels = topology.labels();
    List<Long> whole = new ArrayList<>();
    labels.stream()
        .filter(label -> label.getCoverage() == 1f)
        .forEach(label -> whole.add(label.getSegmentStart().toEpochMilli() - START / 1000));
    assertThat(whole).containsExactly(0L, 1000L, 2000L, 3000L, 4000L, 5000L, 6000L, 7000L);
    assertThat(labels).extracting(ActivityLabel::getSegmentStart).isSorted();
  }

  @Test
  void anOffGridClockWithJitterStillCompletesSegments() {
    Random random = new Random(7);
    for (int second = 0; second < 16; second++) {
      for (BodyUnit unit : BodyUnit.values()) {
        long start = START + second * SECOND + 13_000 + random.nextInt(8_000);
        topology.publish(
            List.of(
                Readings.reading("anna", Unit.valueOf(unit.name()), start, 40_000, new float[25])));
      }
    }
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(3).allMatch(label -> label.getCoverage() == 1f);
    // The first one lacks its first 13 ms: something before it could still have come.
    assertThat(topology.closed("complete")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 32_000, 10_000, 1_000})
  void anyRateFrom10HzTo1KHzCompletesSegments(int period) {
    final int batch = 1_000_000 / period;
    for (int second = 0; second < 11; second++) {
      for (BodyUnit unit : BodyUnit.values()) {
        // At 31.25 Hz a batch is a bit shorter than a second, and the second segment begins between
        // two samples.
        long start = START + (long) second * batch * period;
        topology.publish(
            List.of(
                Readings.reading(
                    "anna", Unit.valueOf(unit.name()), start, period, new float[batch])));
      }
    }
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getSegmentStart, ActivityLabel::getCoverage)
        .containsExactly(
            tuple(Instant.ofEpochMilli(START / 1000), 1f),
            tuple(Instant.ofEpochMilli(START / 1000 + 5000), 1f));
    assertThat(topology.closed("grace")).isZero();
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void gapsUpToTheMaximumAreBridgedAndLongerOnesAreNot() {
    for (BodyUnit unit : BodyUnit.values()) {
      // A gap of 160 ms after the first second and one of 400 ms after the second.
      for (long start : new long[] {0, 1_120_000, 2_480_000, 3_480_000, 4_480_000}) {
        topology.publish(
            List.of(
                Readings.reading(
                    "anna",
                    Unit.valueOf(unit.name()),
                    START + start,
                    40_000,
                    new float[start == 4_480_000 ? 13 : 25])));
      }
    }
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    // From 2.08 s to 2.48 s: nine instants between the samples.
    assertThat(topology.labels())
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(1f - 9 / 125f);
  }

  /** As they do after a time without a connection, with what they have stored. */
  @Test
  void unitsThatDeliverOneAfterTheOtherNeedALongerGrace() {
    List<AccelerometerReading> stored = new ArrayList<>(Readings.of("anna", START, 180, 25));
    stored.sort(Comparator.comparing(AccelerometerReading::getUnit));
    topology.publish(stored);
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
    assertThat(topology.labels()).as("by the first unit alone, all is over").hasSizeLessThan(3);
    assertThat(topology.readings("late")).isGreaterThan(600);

    topology.grace = Duration.ofMinutes(4);
    topology.maxOpen = Duration.ofMinutes(5);
    topology.reopen();
    topology.publish(stored);
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(36);
  }
}
