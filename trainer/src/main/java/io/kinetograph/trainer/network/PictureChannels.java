// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.Preprocessing;
import java.util.Arrays;
import java.util.List;

/**
 * What the network sees of a picture. None of it is learned; the model file computes it from the
 * pixels.
 *
 * <p>The network's rows are the five units; the three axes and everything else that is known of a
 * unit are channels. Some channels <b>move</b>, with one value an instant; the others are
 * <b>constant</b> over the segment. In both are those that depend on how a unit is turned and those
 * that do not: gravity gives every unit a vertical, whatever axis it lies along, and the horizontal
 * movement has a main direction (its first principal component, whose sign is arbitrary).
 *
 * <table>
 *   <caption>Channels; movement is the distance from the unit's mean acceleration, and compressed
 *   means {@code sign(d) log(1 + |d| / c)}</caption>
 *   <tr><th>moving, channels</th><th>constant, channels</th></tr>
 *   <tr><td>acceleration, 3</td><td>which unit, 5</td></tr>
 *   <tr><td>compressed movement, 3</td><td>log power of the movement in six bands from 0.8 to 10.5
 *       Hz, along the vertical, 6, and across it, 6</td></tr>
 *   <tr><td>compressed movement along the vertical, across it, and of the magnitude, 3</td><td>log
 *       variance along the vertical and along the two main horizontal directions, 3</td></tr>
 *   <tr><td>compressed movement along the two main horizontal directions, 2</td><td>the mean's
 *       length less standard gravity, 1</td></tr>
 *   <tr><td>compressed change from sample to sample, 1</td><td>with a posture wavelength: sine and
 *       cosine of the mean, 6</td></tr>
 *   <tr><td>compressed movement along the vertical, mean of all units, 1: an elevator moves them
 *       all</td><td></td></tr>
 * </table>
 *
 * <p>A logarithm shows a tremor of a hundredth of a m/s^2 next to a runner's steps. All channels
 * but the acceleration are 0 for a unit that is not worn. The posture channels (Fourier features,
 * Tancik et al. 2020) distinguish postures that differ by a few degrees: they help to recognize
 * wearers of the training set, not new ones.
 *
 * @param <T> a tensor
 */
final class PictureChannels<T> {

  /** Channels with a value an instant. */
  static final int MOVING = 13;

  private static final int UNITS = BodyUnit.COUNT;
  private static final int COLUMNS = Picture.COLUMNS;
  private static final double STANDARD_GRAVITY = 9.80665;

  private static final int UNIT_AXIS = 1;
  private static final int CHANNEL_AXIS = 2;
  private static final int TIME_AXIS = 3;

  /** Centers of the bands in Hz: breath and sway, heart, steps, and three of vibration. */
  private static final double[] BANDS = {0.8, 1.6, 3, 5, 7.5, 10.5};

  /** Samples of a band's filter: one second. */
  private static final int FILTER = Segment.SAMPLE_RATE_HZ;

  /** Added before a root or a logarithm is taken, in (m/s^2)^2. */
  private static final double LEAST_SQUARE = 1e-6;

  private static final double LEAST_VARIANCE = 1e-5;

  private final TensorOperations<T> ops;
  private final Preprocessing preprocessing;

  PictureChannels(TensorOperations<T> ops, Preprocessing preprocessing) {
    this.ops = ops;
    this.preprocessing = preprocessing;
  }

  /** How many channels are constant over the segment. */
  static int constant(Preprocessing preprocessing) {
    return UNITS + 2 * BANDS.length + 4 + (preprocessing.posture() > 0 ? 2 * BodyUnit.AXES : 0);
  }

  /**
   * The channels of pictures.
   *
   * @param pixels N x 1 x 15 x 125, from 0 to 1
   */
  Channels<T> of(T pixels) {
    PixelScale scale = preprocessing.scale();
    T values =
        ops.add(
            ops.multiply(pixels, ops.constant((double) scale.max() - scale.min())),
            ops.constant(scale.min()));
    return new Units(ops.reshape(values, -1, UNITS, BodyUnit.AXES, COLUMNS)).channels();
  }

  /**
   * What the network sees.
   *
   * @param moving N x {@link #MOVING} x 5 x 125
   * @param constant N x channels x 5 x 1
   */
  record Channels<T>(T moving, T constant) {}

  /** The units of pictures: N x 5 x channels x 125, or x 1 where constant. */
  private final class Units {

    private final T acceleration;
    private final T mean;
    private final T movement;

    /** 1 for a unit that is worn, which feels gravity; 0 for one that is not. */
    private final T worn;

    private final T gravity;
    private final T up;

    Units(T acceleration) {
      this.acceleration = acceleration;
      this.mean = ops.mean(acceleration, TIME_AXIS);
      this.movement = ops.subtract(acceleration, mean);
      this.worn = ops.clip(ops.mean(squareLength(acceleration), TIME_AXIS), 0, 1);
      this.gravity = length(mean);
      this.up = ops.divide(mean, gravity);
    }

    Channels<T> channels() {
      T along = dot(movement, up);
      T across = ops.subtract(movement, ops.multiply(up, along));
      Horizontal horizontal = new Horizontal(up, across);
      T movements =
          concatenated(
              List.of(
                  movement,
                  along,
                  length(across),
                  ops.subtract(length(acceleration), gravity),
                  horizontal.first,
                  horizontal.second,
                  change()));
      T moving =
          concatenated(
              List.of(
                  ops.divide(acceleration, ops.constant(6)),
                  worn(half(compressed(movements, 0.1))),
                  half(compressed(common(along), 0.05))));
      T variances =
          concatenated(
              List.of(
                  ops.mean(square(along), TIME_AXIS),
                  horizontal.firstVariance,
                  horizontal.secondVariance));
      T excess = ops.subtract(gravity, ops.constant(STANDARD_GRAVITY));
      T constant =
          concatenated(
              List.of(
                  worn(which()),
                  worn(bands(along)),
                  worn(logVariance(variances)),
                  worn(ops.clip(ops.divide(excess, ops.constant(0.3)), -3, 3))));
      if (preprocessing.posture() > 0) {
        constant = concatenated(List.of(constant, worn(posture())));
      }
      return new Channels<>(ops.exchangeMiddle(moving), ops.exchangeMiddle(constant));
    }

    /** The change of the acceleration from the sample before; the first repeats the second. */
    private T change() {
      T change =
          length(
              ops.subtract(
                  ops.slice(acceleration, TIME_AXIS, 1, COLUMNS),
                  ops.slice(acceleration, TIME_AXIS, 0, COLUMNS - 1)));
      return ops.concatenate(TIME_AXIS, List.of(ops.slice(change, TIME_AXIS, 0, 1), change));
    }

    /** The mean of the worn units' vertical movement, for each unit. */
    private T common(T along) {
      T sum = ops.sum(worn(along), UNIT_AXIS);
      T count = ops.clip(ops.sum(worn, UNIT_AXIS), 1, UNITS);
      float[] ones = new float[UNITS];
      Arrays.fill(ones, 1);
      return ops.multiply(ops.divide(sum, count), ops.constant(ones, 1, UNITS, 1, 1));
    }

    private T which() {
      float[] identity = new float[UNITS * UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        identity[unit * UNITS + unit] = 1;
      }
      return ops.constant(identity, 1, UNITS, UNITS, 1);
    }

    /** Log power in each band, along the vertical and across it. */
    private T bands(T along) {
      int rows = BodyUnit.AXES + 1;
      T signals = concatenated(List.of(movement, along));
      T filtered =
          ops.filter(
              ops.reshape(signals, -1, 1, COLUMNS),
              ops.constant(filters(), 2L * BANDS.length, 1, FILTER));
      T energies = ops.mean(square(filtered), CHANNEL_AXIS);
      // A band has two filters, a quarter of a period apart: the sum does not depend on the phase.
      T pairs = ops.reshape(energies, -1, rows, BANDS.length, 2);
      T powers = ops.sum(pairs, TIME_AXIS);
      T vertical = ops.slice(powers, UNIT_AXIS, BodyUnit.AXES, rows);
      T all = ops.sum(ops.slice(powers, UNIT_AXIS, 0, BodyUnit.AXES), UNIT_AXIS);
      T across = ops.clip(ops.subtract(all, vertical), 0, Float.MAX_VALUE);
      T both = concatenated(List.of(vertical, across));
      T logs = ops.logarithm(ops.add(both, ops.constant(LEAST_SQUARE)));
      return ops.reshape(
          ops.divide(ops.add(logs, ops.constant(5)), ops.constant(4)),
          -1,
          UNITS,
          2L * BANDS.length,
          1);
    }

    private T posture() {
      T phase = ops.multiply(mean, ops.constant(2 * Math.PI / preprocessing.posture()));
      return concatenated(List.of(ops.sine(phase), ops.cosine(phase)));
    }

    private T worn(T value) {
      return ops.multiply(value, worn);
    }
  }

  /** Movement across the vertical, in the two main directions of the horizontal plane. */
  private final class Horizontal {

    private final T first;
    private final T second;
    private final T firstVariance;
    private final T secondVariance;

    /**
     * @param up of each unit, N x 5 x 3 x 1, of length 1
     * @param across movement in the horizontal plane, N x 5 x 3 x 125, with mean 0
     */
    Horizontal(T up, T across) {
      T x = axis(up, 0);
      T y = axis(up, 1);
      T z = axis(up, 2);
      // Two directions that are orthogonal to up (Duff et al. 2017); 0 counts as positive.
      T one = ops.constant(1);
      T sign = ops.sign(ops.add(ops.sign(z), ops.constant(0.5)));
      T a = ops.divide(ops.constant(-1), ops.add(sign, z));
      T b = ops.multiply(ops.multiply(x, y), a);
      T p =
          dot(
              across,
              vector(
                  ops.add(one, ops.multiply(sign, ops.multiply(square(x), a))),
                  ops.multiply(sign, b),
                  ops.multiply(ops.constant(-1), ops.multiply(sign, x))));
      T q =
          dot(
              across,
              vector(
                  b, ops.add(sign, ops.multiply(square(y), a)), ops.multiply(ops.constant(-1), y)));

      // The axes of the ellipse with these second moments.
      T pp = ops.mean(square(p), TIME_AXIS);
      T qq = ops.mean(square(q), TIME_AXIS);
      T pq = ops.mean(ops.multiply(p, q), TIME_AXIS);
      T difference = ops.subtract(pp, qq);
      T twice = ops.multiply(ops.constant(2), pq);
      T root =
          ops.squareRoot(ops.add(ops.add(square(difference), square(twice)), ops.constant(1e-12)));
      T cosineOfTwice = ops.divide(difference, root);
      T cosine = ops.squareRoot(ops.clip(half(ops.add(one, cosineOfTwice)), 0, 1));
      T sine =
          ops.multiply(
              ops.sign(ops.add(ops.sign(pq), ops.constant(0.5))),
              ops.squareRoot(ops.clip(half(ops.subtract(one, cosineOfTwice)), 0, 1)));
      this.first = ops.add(ops.multiply(p, cosine), ops.multiply(q, sine));
      this.second = ops.subtract(ops.multiply(q, cosine), ops.multiply(p, sine));
      T sum = ops.add(pp, qq);
      this.firstVariance = half(ops.add(sum, root));
      this.secondVariance = ops.clip(half(ops.subtract(sum, root)), 0, Float.MAX_VALUE);
    }

    private T axis(T vectors, int axis) {
      return ops.slice(vectors, CHANNEL_AXIS, axis, axis + 1);
    }

    private T vector(T x, T y, T z) {
      return concatenated(List.of(x, y, z));
    }
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

  private T concatenated(List<T> channels) {
    return ops.concatenate(CHANNEL_AXIS, channels);
  }

  private T compressed(T difference, double unit) {
    T size = ops.add(ops.divide(ops.absolute(difference), ops.constant(unit)), ops.constant(1));
    return ops.multiply(ops.sign(difference), ops.logarithm(size));
  }

  private T logVariance(T variance) {
    T logarithm = ops.logarithm(ops.add(variance, ops.constant(LEAST_VARIANCE)));
    return ops.divide(ops.add(logarithm, ops.constant(4)), ops.constant(4));
  }

  private T dot(T left, T right) {
    return ops.sum(ops.multiply(left, right), CHANNEL_AXIS);
  }

  private T squareLength(T vectors) {
    return ops.sum(square(vectors), CHANNEL_AXIS);
  }

  private T length(T vectors) {
    return ops.squareRoot(ops.add(squareLength(vectors), ops.constant(LEAST_SQUARE)));
  }

  private T square(T value) {
    return ops.multiply(value, value);
  }

  private T half(T value) {
    return ops.multiply(value, ops.constant(0.5));
  }
}
