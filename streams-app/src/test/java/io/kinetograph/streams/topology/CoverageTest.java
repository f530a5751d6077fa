// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which closed segments get a label. */
class CoverageTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void tooLittleCoverageGivesNoLabelAndIsCounted() {
    topology.publish(Readings.of("anna", START, 3, 25));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    assertThat(topology.labels()).isEmpty();
    assertThat(topology.segments("insufficient-coverage")).isEqualTo(1);
  }

  @Test
  void aWearerOfOnlyTheRequiredUnitIsLabeledByItsCoverage() {
    topology.expectedUnits = EnumSet.of(BodyUnit.RIGHT_ARM);
    topology.requiredUnits = EnumSet.of(BodyUnit.RIGHT_ARM);
    topology.reopen();
    topology.publish(of(Unit.RIGHT_ARM, Readings.of("anna", START, 5, 25)));
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getWearer, ActivityLabel::getCoverage)
        .containsExactly(tuple("anna", 0.2f));
    assertThat(topology.closed("complete")).isEqualTo(1);
  }

  @Test
  void aMissingRequiredUnitAndTooLittleOfOneAreCountedApart() {
    topology.requiredUnits = EnumSet.of(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
    topology.reopen();
    List<AccelerometerReading> without = Readings.of("without", START, 5, 25);
    without.removeIf(reading -> reading.getUnit() == Unit.LEFT_ARM);
    topology.publish(without);
    List<AccelerometerReading> little = Readings.of("little", START, 5, 25);
    // 2 of 10 s of the required units are there, and 4 of 5 of the picture without one.
    little.removeIf(
        reading ->
            (reading.getUnit() == Unit.LEFT_ARM || reading.getUnit() == Unit.RIGHT_ARM)
                && !reading.getStartedAt().equals(Instant.ofEpochMilli(START / 1000)));
    topology.publish(little);
    topology.publish(of(Unit.LEFT_ARM, Readings.of("arms", START, 5, 25)));
    topology.publish(of(Unit.RIGHT_ARM, Readings.of("arms", START, 3, 25)));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    assertThat(topology.labels()).extracting(ActivityLabel::getWearer).containsExactly("arms");
    assertThat(topology.segments("missing-unit")).isEqualTo(1);
    assertThat(topology.segments("insufficient-coverage")).isEqualTo(1);
    assertThat(topology.segments("labeled")).isEqualTo(1);
  }

  @Test
  void aUnitWithOnlyAFragmentIsLabeledLikeOneWithoutAnySample() {
    publishWithLeftArmFor("none", 0);
    publishWithLeftArmFor("fragment", 1);
    publishWithLeftArmFor("part", 2);
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    Map<String, String> activities =
        topology.labels().stream()
            .collect(toMap(ActivityLabel::getWearer, ActivityLabel::getActivity));
    assertThat(activities.get("fragment")).isNotNull().isEqualTo(activities.get("none"));
    assertThat(activities.get("part")).isNotNull().isNotEqualTo(activities.get("none"));
    assertThat(topology.labels())
        .filteredOn(label -> label.getWearer().equals("fragment"))
        .extracting(ActivityLabel::getCoverage)
        .allMatch(coverage -> coverage > 0.83f && coverage < 0.88f);
  }

  private void publishWithLeftArmFor(String wearer, int seconds) {
    List<AccelerometerReading> readings = Readings.of(wearer, START, 5, 25);
    Instant end = Instant.ofEpochMilli(START / 1000).plusSeconds(seconds);
    readings.removeIf(
        reading -> reading.getUnit() == Unit.LEFT_ARM && !reading.getStartedAt().isBefore(end));
    topology.publish(readings);
  }

  private static List<AccelerometerReading> of(Unit unit, List<AccelerometerReading> readings) {
    return readings.stream().filter(reading -> reading.getUnit() == unit).toList();
  }
}
