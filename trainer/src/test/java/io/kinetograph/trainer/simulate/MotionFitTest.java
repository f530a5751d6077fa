package io.kinetograph.trainer.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionFitTest {

  private static final double CADENCE = 0.9;

  @Test
  void findsTheFiguresThatMadeARecording() {
    List<Motion> truth = motions(0.2, 0.6);

    List<Motion> fitted = MotionFit.of(Synthesis.segments(truth, 40, 1));

    // Only differences of phase are in the data: when the first cycle began is not.
    double shift = phase(fitted, 0, 0) - phase(truth, 0, 0);
    for (int row = 0; row < Segment.ROWS; row++) {
      Motion expected = truth.get(row);
      Motion found = fitted.get(row);
      assertThat(found.mean()).isEqualTo(expected.mean(), within(0.05));
      assertThat(found.noise()).isEqualTo(expected.noise(), within(0.05));
      assertThat(found.memory()).isEqualTo(expected.memory(), within(0.1));
      for (int k = 0; k < 2; k++) {
        Motion.Component wave = found.components().get(k);
        assertThat(wave.frequency()).isEqualTo((k + 1) * CADENCE, within(0.011));
        assertThat(wave.amplitude())
            .isEqualTo(expected.components().get(k).amplitude(), within(0.15));
        double turn = phase(fitted, row, k) - phase(truth, row, k) - (k + 1) * shift;
        assertThat(Math.cos(turn)).as("row %d, wave %d", row, k).isGreaterThan(0.97);
      }
      assertThat(found.components().get(5).amplitude()).isLessThan(0.1);
    }
  }

  @Test
  void leavesToTheNoiseWhatHasNoCadence() {
    List<Motion> still = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      still.add(new Motion(row, 0.5, 0.9, waves(0, 0, row)));
    }

    List<Motion> fitted = MotionFit.of(Synthesis.segments(still, 40, 1));

    for (Motion motion : fitted) {
      assertThat(motion.noise()).isEqualTo(0.5, within(0.12));
      for (Motion.Component wave : motion.components()) {
        assertThat(wave.amplitude()).isLessThan(0.25);
      }
    }
  }

  private static List<Motion> motions(double noise, double memory) {
    List<Motion> motions = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      motions.add(new Motion(row - 7, noise, memory, waves(2 + 0.1 * row, 1, row)));
    }
    return motions;
  }

  private static List<Motion.Component> waves(double first, double second, int row) {
    List<Motion.Component> waves = new ArrayList<>();
    waves.add(new Motion.Component(CADENCE, first, 0.3 * row));
    waves.add(new Motion.Component(2 * CADENCE, second, 0.7 * row));
    for (int k = 2; k < Motion.COMPONENTS; k++) {
      waves.add(new Motion.Component((k + 1) * CADENCE, 0, 0));
    }
    return waves;
  }

  private static double phase(List<Motion> motions, int row, int wave) {
    return motions.get(row).components().get(wave).phase();
  }
}
