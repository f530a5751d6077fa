// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.settings.AugmentationSettings;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AugmenterTest {

  private static final int COLUMNS = Segment.COLUMNS;

  private final DataSet data = new Recordings(1, 1, 3).dataSet();
  private final RecordedSegment middle = data.segments().get(1);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void changesNothingIfEverythingIsOff() {
    float[] varied = new Augmenter(AugmentationSettings.none(), data).vary(middle, random);

    assertThat(varied).containsExactly(middle.segment().toArray(), within(1e-5f));
  }

  @Test
  void givesTheSameResultForTheSameSeed() {
    Augmenter augmenter =
        new Augmenter(
            new AugmentationSettings(true, 15, 0, 0, 0.1, 0, 0.1, 0.1, 0.5, 0, false), data);

    float[] one = augmenter.vary(middle, new SplittableRandom(5));

    assertThat(augmenter.vary(middle, new SplittableRandom(5))).isEqualTo(one);
    assertThat(augmenter.vary(middle, new SplittableRandom(6))).isNotEqualTo(one);
  }

  @Test
  void shiftsIntoNeighborsInTheTrainingSet() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(true, 0, 0, 0, 0, 0, 0, 0, 0, 0, false), data);
    float[] recording = recording();
    int slid = 0;
    for (int i = 0; i < 20; i++) {
      float[] varied = augmenter.vary(middle, random);
      int start = indexOf(recording, varied[0]);

      assertThat(start).isBetween(COLUMNS - COLUMNS / 2, COLUMNS + COLUMNS / 2);
      for (int column = 0; column < COLUMNS; column++) {
        assertThat(varied[column]).isEqualTo(recording[start + column], within(1e-4f));
      }
      slid += start == COLUMNS ? 0 : 1;
    }
    assertThat(slid).isGreaterThan(10);
  }

  @Test
  void neverShiftsIntoSegmentsOutsideTheTrainingSet() {
    DataSet alone = data.where(id -> id.equals(middle.id()));
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(true, 0, 0, 0, 0, 0, 0, 0, 0, 0, false), alone);

    for (int i = 0; i < 20; i++) {
      assertThat(augmenter.vary(middle, random))
          .containsExactly(middle.segment().toArray(), within(1e-5f));
    }
  }

  @Test
  void warpsTimeWithinTheSegment() {
    DataSet alone = data.where(id -> id.equals(middle.id()));
    float[] values = middle.segment().toArray();
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 0, 0, 0, 0, 0, 0.2, 0, 0, false), alone);
    int warped = 0;
    for (int i = 0; i < 20; i++) {
      float[] varied = augmenter.vary(middle, random);

      assertThat(varied[0]).isEqualTo(values[0], within(1e-4f));
      assertThat(varied).doesNotContain(Float.NaN);
      warped += Math.abs(varied[COLUMNS - 1] - values[COLUMNS - 1]) > 0.01 ? 1 : 0;
    }
    assertThat(warped).isBetween(2, 18);
  }

  @Test
  void rotatesAUnitWithoutStretchingIt() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 30, 0, 0, 0, 0, 0, 0, 0, 0, false), data);
    float[] values = middle.segment().toArray();

    float[] varied = augmenter.vary(middle, random);

    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      double cosine = 0;
      double before = 0;
      double after = 0;
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        int at = BodyUnit.at(unit).row(axis) * COLUMNS + 60;
        cosine += (double) values[at] * varied[at];
        before += (double) values[at] * values[at];
        after += (double) varied[at] * varied[at];
      }
      assertThat(after).isEqualTo(before, within(1e-3));
      assertThat(Math.toDegrees(Math.acos(Math.min(1, cosine / before)))).isLessThan(30.1);
    }
    assertThat(varied).isNotEqualTo(values);
  }

  @Test
  void turnsUnitsIntoAnyOrientationAllOfThemInMostPictures() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 1, 0, 0, 0, 0, 0, 0, 0, false), data);
    float[] values = middle.segment().toArray();
    int pictures = 400;
    int all = 0;
    int turned = 0;
    int far = 0;
    for (int i = 0; i < pictures; i++) {
      float[] varied = augmenter.vary(middle, random);
      int here = 0;
      for (BodyUnit unit : BodyUnit.values()) {
        double dot = 0;
        double before = 0;
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          int at = unit.row(axis) * COLUMNS + 60;
          dot += (double) values[at] * varied[at];
          before += (double) values[at] * values[at];
        }
        here += Math.abs(dot / before - 1) > 1e-4 ? 1 : 0;
        far += dot < 0 ? 1 : 0;
      }
      all += here == BodyUnit.COUNT ? 1 : 0;
      turned += here;
    }
    assertThat(all / (double) pictures).isBetween(0.68, 0.84);
    assertThat(turned / (double) (pictures * BodyUnit.COUNT)).isBetween(0.83, 0.92);
    assertThat(far / (double) turned).isBetween(0.45, 0.55);
  }

  @Test
  void sensorFaultsStayWithinTheirBounds() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 0, 0, 0, 1, 0, 0, 0, 0, false), data);
    float[] values = middle.segment().toArray();
    Set<Double> distances = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      float[] varied = augmenter.vary(middle, random);
      for (int row = 0; row < Segment.ROWS; row++) {
        double before = 0;
        double after = 0;
        for (int column = 0; column < COLUMNS; column++) {
          before += values[row * COLUMNS + column] / COLUMNS;
          after += varied[row * COLUMNS + column] / COLUMNS;
        }
        // Offset, gain, and half a step; the ends weigh a little less at 20 Hz.
        assertThat(after).isEqualTo(before, within(0.3 + 0.02 * Math.abs(before) + 0.1));
        distances.add(after - before);
      }
    }
    assertThat(distances).hasSizeGreaterThan(500);
  }

  @Test
  void dropsOneToFourUnits() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 0, 0, 0, 0, 0, 0, 1, 0, false), data);
    Set<Integer> left = new TreeSet<>();
    Set<BodyUnit> dropped = EnumSet.noneOf(BodyUnit.class);
    for (int i = 0; i < 60; i++) {
      float[] varied = augmenter.vary(middle, random);
      int worn = 0;
      for (BodyUnit unit : BodyUnit.values()) {
        int silent = 0;
        for (int at = unit.row(0) * COLUMNS; at < (unit.row(2) + 1) * COLUMNS; at++) {
          silent += varied[at] == 0 ? 1 : 0;
        }
        assertThat(silent).isIn(0, BodyUnit.AXES * COLUMNS);
        worn += silent == 0 ? 1 : 0;
        if (silent > 0) {
          dropped.add(unit);
        }
      }
      left.add(worn);
    }
    assertThat(left).containsExactly(1, 2, 3, 4);
    assertThat(dropped).containsExactlyInAnyOrder(BodyUnit.values());
  }

  @Test
  void changesAmplitudeButNotGravity() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, false), data);
    float[] values = middle.segment().toArray();

    float[] varied = augmenter.vary(middle, random);

    for (int row = 0; row < Segment.ROWS; row++) {
      assertThat(mean(varied, row)).isEqualTo(mean(values, row), within(1e-3));
    }
    assertThat(varied).isNotEqualTo(values);
  }

  @Test
  void exchangesArmsAndLegs() {
    Augmenter augmenter =
        new Augmenter(new AugmentationSettings(false, 0, 0, 1, 0, 0, 0, 0, 0, 0, false), data);
    float[] values = middle.segment().toArray();
    float[] expected = values.clone();
    copyUnit(values, BodyUnit.RIGHT_ARM, expected, BodyUnit.LEFT_ARM);
    copyUnit(values, BodyUnit.LEFT_ARM, expected, BodyUnit.RIGHT_ARM);
    copyUnit(values, BodyUnit.RIGHT_LEG, expected, BodyUnit.LEFT_LEG);
    copyUnit(values, BodyUnit.LEFT_LEG, expected, BodyUnit.RIGHT_LEG);

    assertThat(augmenter.vary(middle, random)).containsExactly(expected, within(1e-5f));
  }

  @Test
  void anUnknownMotionKeepsTwoUnitsOrMoreAndIsFinite() {
    DataSet several = new Recordings(2, 5, 2).dataSet();
    Augmenter augmenter =
        new Augmenter(
            new AugmentationSettings(true, 15, 1, 0, 0.1, 1, 0, 0.1, 1, 1, true), several);
    for (RecordedSegment segment : several.segments()) {
      float[] motion = augmenter.unknown(segment, random);

      int worn = 0;
      for (BodyUnit unit : BodyUnit.values()) {
        worn += motion[unit.row(0) * COLUMNS] != 0 || motion[unit.row(2) * COLUMNS] != 0 ? 1 : 0;
      }
      assertThat(worn).isBetween(2, 4);
      for (float value : motion) {
        assertThat(Float.isFinite(value)).isTrue();
      }
    }
  }

  @Test
  void aSingleActivityGivesUnknownMotionsToo() {
    Augmenter augmenter = new Augmenter(AugmentationSettings.none(), data);

    assertThat(augmenter.unknown(middle, random)).isNotEqualTo(middle.segment().toArray());
  }

  private static void copyUnit(float[] from, BodyUnit source, float[] to, BodyUnit target) {
    System.arraycopy(
        from, source.row(0) * COLUMNS, to, target.row(0) * COLUMNS, BodyUnit.AXES * COLUMNS);
  }

  private static double mean(float[] values, int row) {
    double sum = 0;
    for (int column = 0; column < COLUMNS; column++) {
      sum += values[row * COLUMNS + column];
    }
    return sum / COLUMNS;
  }

  private float[] recording() {
    float[] recording = new float[3 * COLUMNS];
    for (int number = 1; number <= 3; number++) {
      Segment segment = data.find(new SegmentId(1, 1, number)).orElseThrow().segment();
      for (int column = 0; column < COLUMNS; column++) {
        recording[(number - 1) * COLUMNS + column] = segment.value(0, column);
      }
    }
    return recording;
  }

  private static int indexOf(float[] values, float value) {
    int nearest = 0;
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i] - value) < Math.abs(values[nearest] - value)) {
        nearest = i;
      }
    }
    return nearest;
  }
}
