// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.CHANNEL_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.LEAST_SQUARE;
import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.UNIT_AXIS;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.List;

/**
 * The log power of each unit's movement in bands of frequency, along the vertical and across it.
 *
 * @param <T> a tensor
 */
final class BandPower<T> {

  /** Centers of the bands in Hz: breath and sway, heart, steps, and three of vibration. */
  private static final double[] BANDS = {0.8, 1.6, 3, 5, 7.5, 10.5};

  /** Channels: each band along the vertical and across it. */
  static final int CHANNELS = 2 * BANDS.length;

  /** Samples of a band's filter: one second. */
  private static final int FILTER = Segment.SAMPLE_RATE_HZ;

  private final TensorOperations<T> ops;
  private final UnitVectors<T> vectors;

  BandPower(UnitVectors<T> vectors) {
    this.ops = vectors.ops();
    this.vectors = vectors;
  }

  /**
   * Computes the channels.
   *
   * @param movement of each unit, N x 5 x 3 x 125
   * @param along the part along the vertical, N x 5 x 1 x 125
   * @return N x 5 x {@link #CHANNELS} x 1
   */
  T of(T movement, T along) {
    int rows = BodyUnit.AXES + 1;
    T signals = vectors.concatenated(List.of(movement, along));
    T filtered =
        ops.filter(
            ops.reshape(signals, -1, 1, Picture.COLUMNS),
            ops.constant(filters(), 2L * BANDS.length, 1, FILTER));
    T energies = ops.mean(vectors.square(filtered), CHANNEL_AXIS);
    // A band has two filters, a quarter of a period apart: the sum does not depend on the phase.
    T pairs = ops.reshape(energies, -1, rows, BANDS.length, 2);
    T powers = ops.sum(pairs, TIME_AXIS);
    T vertical = ops.slice(powers, UNIT_AXIS, BodyUnit.AXES, rows);
    T all = ops.sum(ops.slice(powers, UNIT_AXIS, 0, BodyUnit.AXES), UNIT_AXIS);
    T across = ops.clip(ops.subtract(all, vertical), 0, Float.MAX_VALUE);
    T both = vectors.concatenated(List.of(vertical, across));
    T logs = ops.logarithm(ops.add(both, ops.constant(LEAST_SQUARE)));
    return ops.reshape(
        ops.divide(ops.add(logs, ops.constant(5)), ops.constant(4)),
        -1,
        BodyUnit.COUNT,
        CHANNELS,
        1);
  }

  /** Pairs of filters, for each band a cosine and a sine in a Hann window, without a mean. */
  private static float[] filters() {
    float[] filters = new float[2 * BANDS.length * FILTER];
    double[] window = new double[FILTER];
    double total = 0;
    for (int i = 0; i < FILTER; i++) {
      window[i] = 1 - Math.cos(2 * Math.PI * (i + 1) / (FILTER + 1));
      total += window[i];
    }
    for (int band = 0; band < BANDS.length; band++) {
      for (int pair = 0; pair < 2; pair++) {
        double[] wave = new double[FILTER];
        double sum = 0;
        for (int i = 0; i < FILTER; i++) {
          double seconds = (i - FILTER / 2) / (double) Segment.SAMPLE_RATE_HZ;
          double phase = 2 * Math.PI * BANDS[band] * seconds;
          wave[i] = window[i] / total * (pair == 0 ? Math.cos(phase) : Math.sin(phase));
          sum += wave[i];
        }
        for (int i = 0; i < FILTER; i++) {
          filters[(2 * band + pair) * FILTER + i] = (float) (wave[i] - window[i] / total * sum);
        }
      }
    }
    return filters;
  }
}
