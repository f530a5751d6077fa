// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.UNIT_AXIS;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.BodyUnit;
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

  private static final double LEAST_VARIANCE = 1e-5;

  private final TensorOperations<T> ops;
  private final UnitVectors<T> vectors;
  private final Preprocessing preprocessing;

  PictureChannels(TensorOperations<T> ops, Preprocessing preprocessing) {
    this.ops = ops;
    this.vectors = new UnitVectors<>(ops);
    this.preprocessing = preprocessing;
  }

  /** How many channels are constant over the segment. */
  static int constant(Preprocessing preprocessing) {
    return UNITS + BandPower.CHANNELS + 4 + (preprocessing.posture() > 0 ? 2 * BodyUnit.AXES : 0);
  }

  /**
   * The channels of pictures.
   *
   * @param movement of their units
   */
  Channels<T> of(UnitMovement<T> movement) {
    return new Units(movement).channels();
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

    private final UnitMovement<T> units;

    Units(UnitMovement<T> units) {
      this.units = units;
    }

    Channels<T> channels() {
      HorizontalMovement<T> horizontal = units.horizontal();
      T movements =
          vectors.concatenated(
              List.of(
                  units.movement(),
                  units.along(),
                  units.across(),
                  units.magnitude(),
                  horizontal.first(),
                  horizontal.second(),
                  change()));
      T moving =
          vectors.concatenated(
              List.of(
                  ops.divide(units.acceleration(), ops.constant(6)),
                  worn(vectors.half(compressed(movements, 0.1))),
                  vectors.half(compressed(common(units.along()), 0.05))));
      T variances =
          vectors.concatenated(
              List.of(
                  ops.mean(vectors.square(units.along()), TIME_AXIS),
                  horizontal.firstVariance(),
                  horizontal.secondVariance()));
      T excess = ops.subtract(units.gravity(), ops.constant(STANDARD_GRAVITY));
      T constant =
          vectors.concatenated(
              List.of(
                  worn(which()),
                  worn(new BandPower<>(vectors).of(units.movement(), units.along())),
                  worn(logVariance(variances)),
                  worn(ops.clip(ops.divide(excess, ops.constant(0.3)), -3, 3))));
      if (preprocessing.posture() > 0) {
        constant = vectors.concatenated(List.of(constant, worn(posture())));
      }
      return new Channels<>(ops.exchangeMiddle(moving), ops.exchangeMiddle(constant));
    }

    /** The change of the acceleration from the sample before; the first repeats the second. */
    private T change() {
      T change =
          vectors.length(
              ops.subtract(
                  ops.slice(units.acceleration(), TIME_AXIS, 1, COLUMNS),
                  ops.slice(units.acceleration(), TIME_AXIS, 0, COLUMNS - 1)));
      return ops.concatenate(TIME_AXIS, List.of(ops.slice(change, TIME_AXIS, 0, 1), change));
    }

    /** The mean of the worn units' vertical movement, for each unit. */
    private T common(T along) {
      T sum = ops.sum(worn(along), UNIT_AXIS);
      T count = ops.clip(ops.sum(units.worn(), UNIT_AXIS), 1, UNITS);
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

    private T posture() {
      T phase = ops.multiply(units.mean(), ops.constant(2 * Math.PI / preprocessing.posture()));
      return vectors.concatenated(List.of(ops.sine(phase), ops.cosine(phase)));
    }

    private T worn(T value) {
      return ops.multiply(value, units.worn());
    }
  }

  private T compressed(T difference, double unit) {
    T size = ops.add(ops.divide(ops.absolute(difference), ops.constant(unit)), ops.constant(1));
    return ops.multiply(ops.sign(difference), ops.logarithm(size));
  }

  private T logVariance(T variance) {
    T logarithm = ops.logarithm(ops.add(variance, ops.constant(LEAST_VARIANCE)));
    return ops.divide(ops.add(logarithm, ops.constant(4)), ops.constant(4));
  }
}
