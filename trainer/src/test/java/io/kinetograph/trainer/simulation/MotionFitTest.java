// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.AxisMotion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionFitTest {

  private static final double CADENCE = 0.9;

  @Test
  void findsTheMotionOfASimulatedRecording() {
    List<AxisMotion> truth = motions(0.2, 0.6);

    List<AxisMotion> fitted = MotionFit.of(SimulatorCheck.simulate(truth, 40, 1));

    // The data only have phase differences, not the start of the first cycle.
    double shift = phase(fitted, 0, 0) - phase(truth, 0, 0);
    for (int row = 0; row < Segment.ROWS; row++) {
      AxisMotion expected = truth.get(row);
      AxisMotion found = fitted.get(row);
      assertThat(found.mean()).isEqualTo(expected.mean(), within(0.05));
      assertThat(found.noise()).isEqualTo(expected.noise(), within(0.05));
      assertThat(found.memory()).isEqualTo(expected.memory(), within(0.1));
      for (int k = 0; k < 2; k++) {
        AxisMotion.Wave wave = found.waves().get(k);
        assertThat(wave.frequency()).isEqualTo((k + 1) * CADENCE, within(0.011));
        assertThat(wave.amplitude()).isEqualTo(expected.waves().get(k).amplitude(), within(0.15));
        double turn = phase(fitted, row, k) - phase(truth, row, k) - (k + 1) * shift;
        assertThat(Math.cos(turn)).as("row %d, wave %d", row, k).isGreaterThan(0.97);
      }
      assertThat(found.waves().get(5).amplitude()).isLessThan(0.1);
    }
  }

  @Test
  void treatsMotionWithoutCadenceAsNoise() {
    List<AxisMotion> still = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      still.add(new AxisMotion(row, 0.5, 0.9, waves(0, 0, row)));
    }

    List<AxisMotion> fitted = MotionFit.of(SimulatorCheck.simulate(still, 40, 1));

    for (AxisMotion motion : fitted) {
      assertThat(motion.noise()).isEqualTo(0.5, within(0.12));
      for (AxisMotion.Wave wave : motion.waves()) {
        assertThat(wave.amplitude()).isLessThan(0.25);
      }
    }
  }

  private static List<AxisMotion> motions(double noise, double memory) {
    List<AxisMotion> motions = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      motions.add(new AxisMotion(row - 7, noise, memory, waves(2 + 0.1 * row, 1, row)));
    }
    return motions;
  }

  private static List<AxisMotion.Wave> waves(double first, double second, int row) {
    List<AxisMotion.Wave> waves = new ArrayList<>();
    waves.add(new AxisMotion.Wave(CADENCE, first, 0.3 * row));
    waves.add(new AxisMotion.Wave(2 * CADENCE, second, 0.7 * row));
    for (int k = 2; k < AxisMotion.WAVES; k++) {
      waves.add(new AxisMotion.Wave((k + 1) * CADENCE, 0, 0));
    }
    return waves;
  }

  private static double phase(List<AxisMotion> motions, int row, int wave) {
    return motions.get(row).waves().get(wave).phase();
  }
}
