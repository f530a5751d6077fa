// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.LabelSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Labels that say unknown or not worn, and what becomes of units that are not worn. */
class LabelStatusTest {

  private static final KnownActivities ACTIVITIES =
      new KnownActivities("m-1", List.of("rowing", "jumping"), List.of("machine", "jumping"));

  private final List<Segment> classified = new ArrayList<>();
  private boolean isKnown = true;

  @RegisterExtension private final TopologyHarness topology = new TopologyHarness(this::classifier);

  private SegmentClassifier classifier() {
    return segments -> {
      classified.addAll(segments);
      return segments.stream()
          .map(any -> new Classification(ACTIVITIES, new float[] {0.75f, 0.25f}, 0, isKnown))
          .toList();
    };
  }

  private AbstractListAssert<?, List<? extends Tuple>, Tuple, ObjectAssert<Tuple>>
      assertThatShown() {
    return assertThat(topology.labels())
        .extracting(
            ActivityLabel::getActivity,
            ActivityLabel::getGroup,
            ActivityLabel::getBestActivity,
            ActivityLabel::getStatus,
            ActivityLabel::getConfidence);
  }

  @Test
  void aKnownActivityIsShownWithItsGroup() {
    publish(5, EnumSet.noneOf(Unit.class));

    assertThatShown()
        .containsExactly(tuple("rowing", "machine", "rowing", LabelStatus.KNOWN, 0.75f));
  }

  @Test
  void anUnknownActivityIsShownAsUnknown() {
    isKnown = false;
    publish(5, EnumSet.noneOf(Unit.class));

    assertThatShown()
        .containsExactly(tuple("unknown", "unknown", "rowing", LabelStatus.UNKNOWN, 0.75f));
  }

  @Test
  void rowsOfAUnitOnATableCountAsMissing() {
    publish(25, EnumSet.of(Unit.RIGHT_ARM));

    assertThat(topology.labels())
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(1f, 1f, 1f, 0.8f, 0.8f);
    assertThat(classified.get(2).coverage(BodyUnit.RIGHT_ARM)).isEqualTo(1);
    assertThat(classified.get(3).coverage(BodyUnit.RIGHT_ARM)).isZero();
    assertThat(classified.get(3).value(BodyUnit.RIGHT_ARM.row(2), 0)).isZero();
    assertThat(topology.notWorn("RIGHT_ARM")).isEqualTo(2);
  }

  @Test
  void aWearerWithoutAWornUnitIsLabeledNotWorn() {
    publish(25, EnumSet.allOf(Unit.class));

    assertThat(topology.labels())
        .extracting(
            ActivityLabel::getActivity, ActivityLabel::getStatus, ActivityLabel::getCoverage)
        .containsExactly(
            tuple("rowing", LabelStatus.KNOWN, 1f),
            tuple("rowing", LabelStatus.KNOWN, 1f),
            tuple("rowing", LabelStatus.KNOWN, 1f),
            tuple("not-worn", LabelStatus.NOT_WORN, 1f),
            tuple("not-worn", LabelStatus.NOT_WORN, 1f));
    assertThat(classified.get(4).value(BodyUnit.TORSO.row(2), 0))
        .as("the best guess is of what was measured")
        .isEqualTo(9.81f);
  }

  @Test
  void aRequiredUnitThatIsNotWornIsMissing() {
    topology.requiredUnits = EnumSet.of(BodyUnit.RIGHT_ARM);
    topology.reopen();
    publish(25, EnumSet.of(Unit.RIGHT_ARM));

    assertThat(topology.labels()).hasSize(3);
    assertThat(topology.segments("missing-unit")).isEqualTo(2);
  }

  @Test
  void aRestartOrCrashCountsTheTimeOfLyingStillOnce() {
    for (int segment = 0; segment < 5; segment++) {
      publish(START + segment * 5L * SECOND, 5, EnumSet.of(Unit.RIGHT_ARM));
      if (segment == 1) {
        topology.restart();
      } else if (segment == 2) {
        topology.labels();
        topology.crash();
        topology.finishBatch();
      }
    }

    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).endsWith(0.8f, 0.8f);
    assertThat(classified).hasSize(6);
    assertThat(classified.get(3)).isEqualTo(classified.get(2));
    assertThat(classified.get(3).coverage()).isEqualTo(1);
    assertThat(classified.get(4).coverage()).isEqualTo(0.8f);
  }

  @Test
  void notWornCanBeSwitchedOff() {
    topology.labels =
        new LabelSettings(topology.labels.unknownThreshold(), Duration.ZERO, 0.008f, 0.0025f);
    topology.reopen();
    publish(25, EnumSet.allOf(Unit.class));

    assertThat(topology.labels())
        .extracting(ActivityLabel::getStatus)
        .containsOnly(LabelStatus.KNOWN)
        .hasSize(5);
  }

  private void publish(int seconds, Set<Unit> still) {
    publish(START, seconds, still);
  }

  /** Motion, with some units on a table. */
  private void publish(long start, int seconds, Set<Unit> still) {
    for (AccelerometerReading reading : Readings.of("anna", start, seconds, 25)) {
      topology.publish(
          still.contains(reading.getUnit())
              ? Readings.reading(
                  "anna",
                  reading.getUnit(),
                  micros(reading),
                  Readings.PERIOD,
                  new float[reading.getX().size()])
              : reading);
    }
    topology.finishBatch();
  }

  private static long micros(AccelerometerReading reading) {
    return reading.getStartedAt().toEpochMilli() * 1000;
  }
}
