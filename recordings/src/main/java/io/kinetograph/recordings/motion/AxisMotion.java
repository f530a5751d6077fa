// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import java.util.List;
import java.util.Locale;

/**
 * How one axis of one unit moves during one activity: {@code mean + sum of amplitude * cos(2 pi
 * frequency t + phase) + n(t)}, where n is first-order autoregressive noise, sample by sample at 25
 * Hz. What drives it is up to {@link Synthesis}.
 *
 * @param mean in m/s^2
 * @param noise standard deviation of n, in m/s^2, at least 0
 * @param memory correlation of n with the next sample's n, above -1 and below 1
 * @param waves the periodic part: six waves, some possibly with amplitude 0
 */
public record AxisMotion(double mean, double noise, double memory, List<Wave> waves) {

  /**
   * One cosine.
   *
   * @param frequency in Hz
   * @param amplitude in m/s^2
   * @param phase in radians, at the activity's start
   */
  public record Wave(double frequency, double amplitude, double phase) {

    /**
     * The wave at an instant.
     *
     * @param seconds since the activity's start
     * @return m/s^2
     */
    public double at(double seconds) {
      return amplitude * Math.cos(2 * Math.PI * frequency * seconds + phase);
    }
  }

  /** Number of waves of every axis. */
  public static final int WAVES = 6;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are not six waves, or noise or memory is out of range
   */
  public AxisMotion {
    waves = List.copyOf(waves);
    if (waves.size() != WAVES) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d waves, not %d", waves.size(), WAVES));
    }
    if (!(noise >= 0 && Math.abs(memory) < 1)) {
      throw new IllegalArgumentException(
          "noise %s is negative or memory %s is not between -1 and 1".formatted(noise, memory));
    }
  }

  /**
   * The motion without noise.
   *
   * @param seconds since the activity's start
   * @return m/s^2
   */
  double withoutNoise(double seconds) {
    double value = mean;
    for (Wave wave : waves) {
      value += wave.at(seconds);
    }
    return value;
  }

  /**
   * The noise's next sample.
   *
   * @param before the previous sample of the noise
   * @param impulse a random number of mean 0 and variance 1
   */
  double nextNoise(double before, double impulse) {
    // This scale keeps the standard deviation constant.
    return memory * before + noise * Math.sqrt(1 - memory * memory) * impulse;
  }
}
