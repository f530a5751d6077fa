// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static io.kinetograph.streams.topology.TopologyHarness.withTorsoAhead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each wearer has their own time: a wrong clock affects no other wearer, and a unit whose clock is
 * ahead no other unit.
 */
class WearerTimeTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void aClockInTheFutureChangesNothingForOthers() {
    topology.publish(Readings.of("anna", START, 2, 25));
    topology.publish(Readings.of("ahead", START + 240 * SECOND, 5, 25));
    topology.publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    topology.publish(Readings.of("anna", START + 2 * SECOND, 3, 25));
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getWearer, ActivityLabel::getCoverage)
        .containsExactlyInAnyOrder(tuple("ahead", 1f), tuple("behind", 1f), tuple("anna", 1f));
  }

  @Test
  void aUnitAheadOfTheOthersDoesNotMakeThemLate() {
    topology.publish(withTorsoAhead(21, 30));
    topology.finishBatch();

    // The torso's samples of the others' time were never taken.
    assertThat(topology.labels())
        .extracting(ActivityLabel::getSegmentStart, ActivityLabel::getCoverage)
        .startsWith(
            tuple(Instant.ofEpochMilli(START / 1000), 0.8f),
            tuple(Instant.ofEpochMilli(START / 1000 + 5000), 0.8f))
        .hasSize(2);
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void aUnitAheadIsJoinedByTheOthersOnceTheyCatchUp() {
    topology.publish(withTorsoAhead(60, 30));
    topology.finishBatch();

    List<ActivityLabel> labels = topology.labels();
    assertThat(labels).hasSize(12);
    assertThat(labels.subList(0, 6)).allMatch(label -> label.getCoverage() == 0.8f);
    assertThat(labels.subList(6, 12)).allMatch(label -> label.getCoverage() == 1f);
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void aUnitAheadDoesNotWaitForUnitsThatAreGone() {
    topology.publish(withTorsoAhead(8, 30));
    for (int second = 8; second < 30; second++) {
      topology.recordTime = topology.recordTime.plusSeconds(1);
      topology.advance(Duration.ofSeconds(1));
      topology.publish(
          Readings.of("anna", START + (30 + second) * SECOND, 1, 25).stream()
              .filter(reading -> reading.getUnit() == Unit.TORSO)
              .toList());
    }
    topology.advance(Duration.ofSeconds(1));
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getSegmentStart)
        .containsExactly(Instant.ofEpochMilli(START / 1000));
    assertThat(topology.closed("grace")).isGreaterThan(3);
    assertThat(topology.closed("idle")).isZero();
  }

  @Test
  void aRestartDoesNotMakeTheOthersLateForAUnitAhead() {
    List<AccelerometerReading> readings = withTorsoAhead(60, 30);
    for (int from = 0; from < readings.size(); from += 5) {
      if (from % 35 == 0) {
        topology.finishBatch();
        topology.restart();
      }
      topology.publish(readings.subList(from, from + 5));
    }
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void aUnitWithLateReadingsOnlyDoesNotStopTheWearersTime() {
    topology.publish(Readings.of("anna", START, 10, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(2);
    for (int second = 10; second < 40; second++) {
      topology.recordTime = Instant.ofEpochMilli(START / 1000 + 1000L * second);
      topology.advance(Duration.ofSeconds(1));
      topology.publish(
          Readings.reading("anna", Unit.RIGHT_ARM, START + second * SECOND, 40_000, new float[25]));
      topology.publish(
          Readings.reading("anna", Unit.TORSO, START + 2 * SECOND, 40_000, new float[25]));
    }

    assertThat(topology.readings("late")).isEqualTo(30);
    assertThat(topology.closed("grace")).isGreaterThanOrEqualTo(3);
  }
}
