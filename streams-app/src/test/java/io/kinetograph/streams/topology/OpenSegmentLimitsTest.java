// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static io.kinetograph.streams.topology.TopologyHarness.withTorsoAhead;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in memory and must be read again has limits, whatever wearables send. */
class OpenSegmentLimitsTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void aSegmentOfAClockThatStandsStillClosesAfterAMinute() {
    second(() -> topology.publish(Readings.of("stands", START, 1, 25)), 59);
    assertThat(topology.openSlices()).isEqualTo(1);
    assertThat(topology.lowWatermark()).isZero();
    second(() -> topology.publish(Readings.of("stands", START, 1, 25)), 2);
    topology.finishBatch();

    assertThat(topology.closed("max-open")).isEqualTo(1);
    assertThat(topology.openSlices()).isZero();
  }

  @Test
  void overlappingSegmentsOfAClockThatStandsStillCloseTogether() {
    topology.hop = Duration.ofSeconds(1);
    topology.reopen();
    second(() -> topology.publish(Readings.of("stands", START + 10 * SECOND, 1, 25)), 61);
    topology.finishBatch();

    assertThat(topology.closed("max-open")).isEqualTo(5);
    assertThat(topology.openSlices()).isZero();
  }

  @Test
  void aShortHopNeedsLittleMoreMemory() {
    topology.hop = Duration.ofMillis(40);
    topology.reopen();
    long most = 0;
    for (int i = 0; i < 20; i++) {
      topology.publish(Readings.of("anna", START + i * SECOND, 1, 25));
      topology.finishBatch();
      most = Math.max(most, topology.sampleBytes());
    }

    assertThat(topology.labels()).hasSizeGreaterThan(300);
    assertThat(most).isBetween(10_000L, 100_000L);
  }

  @Test
  void afterARestartTheMinuteCountsAnew() {
    second(() -> topology.publish(Readings.of("stands", START, 1, 25)), 40);
    topology.restart();
    second(() -> topology.publish(Readings.of("stands", START, 1, 25)), 59);
    topology.finishBatch();
    assertThat(topology.closed("max-open")).isZero();
    second(() -> topology.publish(Readings.of("stands", START, 1, 25)), 2);
    topology.finishBatch();

    assertThat(topology.closed("max-open")).isEqualTo(1);
  }

  @Test
  void aTimestampFarAheadOfABacklogClosesNothing() {
    topology.advance(Duration.ofMinutes(10));
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    topology.publish(readings.subList(0, 10));
    topology.recordTime = topology.recordTime.plus(Duration.ofMinutes(10));
    topology.publish(Readings.of("berta", START, 1, 25));
    topology.recordTime = topology.recordTime.minus(Duration.ofMinutes(10));
    topology.publish(readings.subList(10, 15));
    topology.advance(Duration.ofSeconds(2));
    topology.publish(readings.subList(15, 25));
    topology.finishBatch();

    assertThat(topology.closed("max-open")).isZero();
    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
  }

  @Test
  void aUnitMinutesAheadStillWaitsForTheOthers() {
    List<AccelerometerReading> readings = withTorsoAhead(200, 150);
    for (int i = 0; i < 200; i++) {
      int from = 5 * i;
      second(() -> topology.publish(readings.subList(from, from + 5)), 1);
    }

    assertThat(topology.readings("late")).isZero();
    assertThat(topology.closed("max-open")).isZero();
    List<ActivityLabel> labels = topology.labels();
    assertThat(labels).hasSizeBetween(39, 40);
    assertThat(labels.subList(31, 39)).allMatch(label -> label.getCoverage() == 1f);
  }

  @Test
  void aUnitAheadOfAClockThatCrawlsDoesNotWaitForEver() {
    topology.maxStretch = Duration.ofMinutes(2);
    topology.reopen();
    topology.publish(Readings.of("anna", START, 6, 25));
    topology.publish(torso(START + 60 * SECOND, 1));
    for (int i = 0; i < 181; i++) {
      long startMicros = START + 5 * SECOND + i * SECOND / 10;
      second(() -> topology.publish(Readings.of("anna", startMicros, 1, 25)), 1);
    }
    topology.finishBatch();

    assertThat(topology.closed("max-open")).isEqualTo(2);
    assertThat(topology.openSlices()).isZero();
  }

  @Test
  void aUnitHoursAheadClosesWhatLiesBeforeTheLongestStretch() {
    topology.expectedUnits = EnumSet.allOf(BodyUnit.class);
    topology.maxClockSkew = Duration.ofHours(5);
    topology.maxStretch = Duration.ofSeconds(30);
    topology.reopen();
    topology.publish(Readings.of("anna", START, 2, 25));
    for (int second = 0; second < 3600; second += 10) {
      topology.publish(Readings.of("anna", START + (2 + second / 1800) * SECOND, 1, 25).get(1));
      topology.publish(torso(START + (3600 + second) * SECOND, 10));
      topology.finishBatch();
      assertThat(topology.openSlices()).isLessThanOrEqualTo(9);
    }

    assertThat(topology.closed("grace")).isGreaterThan(700);
  }

  @Test
  void ifTheSamplesTakeTooMuchMemoryTheOldestSegmentsCloseEarly() {
    topology.sampleBytes = 400_000;
    topology.reopen();
    for (int wearer = 0; wearer < 100; wearer++) {
      topology.publish(Readings.of("w" + wearer, START, 4, 25));
      topology.finishBatch();
      assertThat(topology.sampleBytes()).isLessThan(420_000);
    }

    topology.finishBatch();
    assertThat(topology.closed("memory")).isBetween(50.0, 95.0);
    assertThat(topology.labels())
        .hasSize((int) topology.closed("memory"))
        .first()
        .extracting(ActivityLabel::getWearer)
        .isEqualTo("w0");
    assertThat(topology.value("kinetograph.samples.memory"))
        .isEqualTo((double) topology.sampleBytes());
  }

  /** Both partitions are of one process, and one has a backlog or a wearer who sends too much. */
  @Test
  void ifTheSamplesTakeTooMuchMemoryTheTaskThatUsesItClosesSegments() {
    topology.sampleBytes = 400_000;
    topology.reopen();
    try (TopologyHarness quiet = new TopologyHarness(FingerprintClassifier::new)) {
      quiet.shareMemoryWith(topology);
      quiet.open();
      for (int wearer = 0; wearer < 3; wearer++) {
        quiet.publish(Readings.of("q" + wearer, START, 4, 25));
      }
      for (int wearer = 0; wearer < 100; wearer++) {
        topology.publish(Readings.of("w" + wearer, START, 4, 25));
        quiet.finishBatch();
        topology.finishBatch();
        assertThat(topology.sampleBytes()).isLessThan(440_000);
      }

      assertThat(quiet.closed("memory")).isZero();
      assertThat(topology.closed("memory")).isGreaterThan(50);
      for (int wearer = 0; wearer < 3; wearer++) {
        quiet.publish(Readings.of("q" + wearer, START + 4 * SECOND, 1, 25));
      }
      quiet.finishBatch();
      assertThat(quiet.closed("complete")).isEqualTo(3);
    }
  }

  /** Its thread may be busy, or may not run for another reason. */
  @Test
  void ifTheTaskThatUsesTheMemoryDoesNotCloseSegmentsTheOthersDoAtLast() {
    topology.sampleBytes = 400_000;
    topology.reopen();
    try (TopologyHarness small = new TopologyHarness(FingerprintClassifier::new)) {
      small.shareMemoryWith(topology);
      small.open();
      for (int wearer = 0; topology.sampleBytes() < 380_000; wearer++) {
        topology.publish(Readings.of("w" + wearer, START, 4, 25));
      }
      for (int wearer = 0; wearer < 15; wearer++) {
        small.publish(Readings.of("s" + wearer, START, 4, 25));
        small.finishBatch();
        assertThat(topology.sampleBytes()).isLessThan(470_000);
      }
      assertThat(small.closed("memory")).isPositive();
    }
  }

  @Test
  void memoryOfFormerSegmentsIsUsedAgainAndFreedOnceItIsNotNeeded() {
    for (long segment = 0; segment < 20; segment++) {
      topology.publish(Readings.of("anna", START + 5 * segment * SECOND, 5, 25));
      topology.finishBatch();
    }
    assertThat(topology.sampleBytes()).isLessThan(40_000);
    assertThat(topology.openSlices()).isZero();
    topology.advance(Duration.ofMinutes(1));
    topology.advance(Duration.ofMinutes(1));

    assertThat(topology.sampleBytes()).isZero();
  }

  private List<AccelerometerReading> torso(long start, int seconds) {
    return Readings.of("anna", start, seconds, 25).stream()
        .filter(reading -> reading.getUnit() == Unit.TORSO)
        .toList();
  }

  @Test
  void slicesOfFastUnitsAreNotKeptForSlowOnes() {
    float[] samples = new float[250];
    for (Unit unit : List.of(Unit.TORSO, Unit.LEFT_LEG)) {
      for (int i = 0; i < 5; i++) {
        topology.publish(Readings.reading("fast", unit, START + i * SECOND, 4_000, samples));
      }
    }
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
    topology.publish(Readings.of("slow", START + 20 * SECOND, 5, 25));
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();

    assertThat(topology.openSlices()).isZero();
    assertThat(topology.sampleBytes()).isLessThan(20_000);
  }

  /** Does something and lets a second pass, again and again. */
  private void second(Runnable action, int times) {
    for (int i = 0; i < times; i++) {
      action.run();
      topology.recordTime = topology.recordTime.plusSeconds(1);
      topology.advance(Duration.ofSeconds(1));
    }
  }
}
