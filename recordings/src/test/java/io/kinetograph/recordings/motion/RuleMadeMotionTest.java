// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RuleMadeMotionTest {

  @Property
  void theSeedDeterminesTheSegments(@ForAll RuleMadeMotion motion) {
    List<Segment> segments = motion.segments(20, 1);

    assertThat(motion.segments(20, 1)).isEqualTo(segments);
    assertThat(motion.segments(5, 1)).isEqualTo(segments.subList(0, 5));
    assertThat(new HashSet<>(segments)).hasSize(20);
    assertThat(motion.segments(20, 2)).doesNotContainAnyElementsOf(segments);
  }

  @Property
  void unitsMeasureGravityAndDoNotFly(@ForAll RuleMadeMotion motion) {
    for (Segment segment : motion.segments(50, 1)) {
      for (BodyUnit unit : BodyUnit.values()) {
        double mean =
            IntStream.range(0, Segment.COLUMNS)
                .mapToDouble(i -> length(segment, unit, i))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(8.5, 30.0);
        assertThat(length(segment, unit, 0)).isLessThan(80);
      }
    }
  }

  @Example
  void onlyTheArmsClapAndOneWaves() {
    for (Segment segment : RuleMadeMotion.CLAPPING.segments(20, 1)) {
      assertThat(moving(segment)).containsExactly(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
    }
    HashSet<BodyUnit> waving = new HashSet<>();
    for (Segment segment : RuleMadeMotion.WAVING.segments(20, 1)) {
      assertThat(moving(segment)).hasSize(1);
      waving.addAll(moving(segment));
    }
    assertThat(waving).containsExactlyInAnyOrder(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
  }

  @Example
  void unitsShakeAboutAStandingPosture() {
    for (Segment segment : RuleMadeMotion.SHAKING.segments(20, 1)) {
      assertThat(moving(segment)).hasSizeGreaterThan(2);
      for (BodyUnit unit : BodyUnit.values()) {
        double[] standing = MountingContract.standing(unit);
        double along = 0;
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          along += mean(segment, unit.row(axis)) * standing[axis];
        }
        assertThat(along).isPositive();
      }
    }
  }

  @Example
  void unitsInABagMeasureTheSameMagnitude() {
    for (Segment segment : RuleMadeMotion.CARRIED_IN_BAG.segments(20, 1)) {
      for (int i = 0; i < Segment.COLUMNS; i++) {
        double torso = length(segment, BodyUnit.TORSO, i);
        assertThat(length(segment, BodyUnit.LEFT_LEG, i)).isCloseTo(torso, within(0.6));
      }
      assertThat(mean(segment, 0)).isNotCloseTo(mean(segment, 12), within(1e-3));
    }
  }

  @Example
  void unitsOnATableMeasureTheSame() {
    for (Segment segment : RuleMadeMotion.LYING_ON_VIBRATING_TABLE.segments(20, 1)) {
      for (int i = 0; i < Segment.COLUMNS; i++) {
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          assertThat(segment.value(BodyUnit.RIGHT_LEG.row(axis), i))
              .isCloseTo(segment.value(axis, i), within(0.6f));
        }
      }
    }
  }

  @Example
  void aPendulumIsHeaviestAtItsLowestPoint() {
    for (Segment segment : RuleMadeMotion.SWINGING_ON_STRAP.segments(20, 1)) {
      double[] lengths =
          IntStream.range(0, Segment.COLUMNS)
              .mapToDouble(i -> length(segment, BodyUnit.TORSO, i))
              .sorted()
              .toArray();
      assertThat(lengths[0]).isLessThan(9.81);
      assertThat(lengths[Segment.COLUMNS - 1]).isBetween(9.9, 9.81 * 1.9);
    }
  }

  private static List<BodyUnit> moving(Segment segment) {
    return List.of(BodyUnit.values()).stream()
        .filter(
            unit ->
                IntStream.range(0, BodyUnit.AXES)
                    .anyMatch(axis -> deviation(segment, unit.row(axis)) > 0.2))
        .toList();
  }

  private static double deviation(Segment segment, int row) {
    double mean = mean(segment, row);
    return Math.sqrt(
        IntStream.range(0, Segment.COLUMNS)
            .mapToDouble(i -> Math.pow(segment.value(row, i) - mean, 2))
            .average()
            .orElseThrow());
  }

  private static double mean(Segment segment, int row) {
    return IntStream.range(0, Segment.COLUMNS)
        .mapToDouble(i -> segment.value(row, i))
        .average()
        .orElseThrow();
  }

  private static double length(Segment segment, BodyUnit unit, int column) {
    double squares = 0;
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      squares += Math.pow(segment.value(unit.row(axis), column), 2);
    }
    return Math.sqrt(squares);
  }
}
