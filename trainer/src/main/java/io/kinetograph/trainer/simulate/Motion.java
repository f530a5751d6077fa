package io.kinetograph.trainer.simulate;

import java.util.List;

/**
 * The figures of one axis of one unit during one activity: {@code mean + sum of a * cos(2 pi f t +
 * p) + n(t)}, in m/s^2, with t in seconds from the activity's start and n(t) a first-order
 * autoregressive noise at 25 Hz.
 *
 * @param mean in m/s^2
 * @param noise standard deviation of n, in m/s^2, at least 0
 * @param memory correlation of n with itself one sample later, from -1 to 1
 * @param components the waves
 */
record Motion(double mean, double noise, double memory, List<Component> components) {

  /** Waves of every row of the table. */
  static final int COMPONENTS = 6;

  Motion {
    components = List.copyOf(components);
    if (components.size() != COMPONENTS) {
      throw new IllegalArgumentException(
          "%d waves, not %d".formatted(components.size(), COMPONENTS));
    }
    if (!(noise >= 0) || !(Math.abs(memory) < 1)) {
      throw new IllegalArgumentException(
          "noise %s with memory %s is none".formatted(noise, memory));
    }
  }

  /**
   * One wave.
   *
   * @param frequency in Hz
   * @param amplitude in m/s^2
   * @param phase in radians
   */
  record Component(double frequency, double amplitude, double phase) {

    double at(double seconds) {
      return amplitude * Math.cos(2 * Math.PI * frequency * seconds + phase);
    }
  }
}
