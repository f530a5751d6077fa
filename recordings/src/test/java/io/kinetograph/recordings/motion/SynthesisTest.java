// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SynthesisTest {

  @Test
  void continuesWhereTheLastSegmentEnded() {
    // 2.1 Hz, 3 m/s^2 around the row's number, from a phase of 1 rad on; no noise.
    List<AxisMotion> motions = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      motions.add(new AxisMotion(row, 0, 0, waves(2.1, 3, 1)));
    }
    Synthesis synthesis = new Synthesis(motions, new SplittableRandom(1));

    for (int segment = 0; segment < 3; segment++) {
      float[] values = synthesis.next();
      for (int column = 0; column < Segment.COLUMNS; column++) {
        double seconds = 5 * segment + column / 25.0;
        assertThat(values[4 * Segment.COLUMNS + column])
            .isCloseTo((float) (4 + 3 * Math.cos(2 * Math.PI * 2.1 * seconds + 1)), within(1e-4f));
      }
    }
  }

  @Test
  void hasNoiseOfTheGivenDeviationAndMemory() {
    AxisMotion motion = new AxisMotion(0, 0.5, 0.8, waves(0, 0, 0));
    Synthesis synthesis =
        new Synthesis(Collections.nCopies(Segment.ROWS, motion), new SplittableRandom(1));
    double squares = 0;
    double lagged = 0;
    double squaresAtEnds = 0;
    double acrossSegments = 0;
    int segments = 2_000;
    float[] before = synthesis.next();
    for (int i = 0; i < segments; i++) {
      float[] values = synthesis.next();
      for (int row = 0; row < Segment.ROWS; row++) {
        int at = row * Segment.COLUMNS;
        double end = before[at + Segment.COLUMNS - 1];
        squaresAtEnds += end * end;
        acrossSegments += end * values[at];
        for (int column = 1; column < Segment.COLUMNS; column++) {
          squares += values[at + column] * values[at + column];
          lagged += values[at + column] * values[at + column - 1];
        }
      }
      before = values;
    }

    double count = (double) segments * Segment.ROWS * (Segment.COLUMNS - 1);
    assertThat(Math.sqrt(squares / count)).isCloseTo(0.5, within(0.01));
    assertThat(lagged / squares).isCloseTo(0.8, within(0.01));
    assertThat(acrossSegments / squaresAtEnds).isCloseTo(0.8, within(0.05));
  }

  @Test
  void irregularMotionComesInJoltsOfAllUnits() {
    AxisMotion motion = new AxisMotion(0, 1, 0, waves(0, 0, 0));
    float[] values =
        new Synthesis(Collections.nCopies(Segment.ROWS, motion), new SplittableRandom(1)).next();
    int jolts = 0;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      double strongest = 0;
      for (int row = 0; row < Segment.ROWS; row++) {
        strongest = Math.max(strongest, Math.abs(values[row * Segment.COLUMNS + column]));
      }
      // One in 15 is large in each jolt, and none between them.
      assertThat(strongest)
          .satisfiesAnyOf(s -> assertThat(s).isLessThan(0.3), s -> assertThat(s).isGreaterThan(2));
      jolts += strongest > 2 ? 1 : 0;
    }
    assertThat(jolts).isBetween(3, 20);
  }

  @Test
  void aSegmentInPartsContinuesLikeAWholeOne() {
    // 2.1 Hz, 3 m/s^2, no noise.
    List<AxisMotion> motions =
        Collections.nCopies(Segment.ROWS, new AxisMotion(0, 0, 0, waves(2.1, 3, 1)));
    float[] whole = new Synthesis(motions, new SplittableRandom(1)).next();
    float[] parts = new float[whole.length];
    Synthesis synthesis = new Synthesis(motions, new SplittableRandom(2));

    synthesis.fill(parts, 0, 17);
    synthesis.fill(parts, 17, Segment.COLUMNS);

    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void rejectsAWrongNumberOfMotions() {
    assertThatThrownBy(() -> new Synthesis(List.of(), new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 motions, not 15");
  }

  private static List<AxisMotion.Wave> waves(double frequency, double amplitude, double phase) {
    List<AxisMotion.Wave> waves =
        new ArrayList<>(Collections.nCopies(6, new AxisMotion.Wave(0, 0, 0)));
    waves.set(0, new AxisMotion.Wave(frequency, amplitude, phase));
    return waves;
  }
}
