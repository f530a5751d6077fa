// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import io.kinetograph.imaging.segment.Segment;

/**
 * How fast motion is played back: live, a number of times faster, or as fast as possible.
 *
 * @param speed seconds of motion per second of the wall clock; {@link Double#POSITIVE_INFINITY} for
 *     as fast as the broker accepts it
 */
public record Pace(double speed) {

  /** Live: readings have the current time. */
  public static final Pace LIVE = new Pace(1);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the speed is not above 0
   */
  public Pace {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("speed " + speed + " is not greater than 0");
    }
  }

  /**
   * Reads a pace.
   *
   * @param text a number, or {@code max}
   * @throws IllegalArgumentException if it is neither
   */
  public static Pace parse(String text) {
    if (text.equals("max")) {
      return new Pace(Double.POSITIVE_INFINITY);
    }
    try {
      return new Pace(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("speed '" + text + "' is neither a number nor max", e);
    }
  }

  /** Whether motion is played back live. */
  public boolean isLive() {
    return speed == 1;
  }

  /** Whether playback never waits for the clock. */
  public boolean isUnbounded() {
    return Double.isInfinite(speed);
  }

  /**
   * The event time at which motion starts, on the grid of segments. Live motion starts with the
   * current segment, so that its first label comes soon. Faster motion ends about now, because the
   * app rejects readings from the future.
   *
   * @param nowMicros wall-clock time, in microseconds since the epoch
   * @param lengthMicros the length of the motion
   */
  long startMicros(long nowMicros, long lengthMicros) {
    long start = isLive() ? nowMicros : nowMicros - lengthMicros;
    return Math.floorDiv(start, Segment.LENGTH_MICROS) * Segment.LENGTH_MICROS;
  }

  /**
   * The wall-clock time at which a moment of the motion is over.
   *
   * @param beganMicros the wall-clock time at which the motion began
   * @param elapsedMicros the moment, from the start of the motion
   */
  long dueMicros(long beganMicros, long elapsedMicros) {
    return beganMicros + Math.round(elapsedMicros / speed);
  }
}
