package io.kinetograph.quickstart.publish;

/**
 * How fast motion is played back: as it happens, a number of times faster, or at once.
 *
 * @param speed seconds of motion a second of the wall clock; {@link Double#POSITIVE_INFINITY} for
 *     as fast as the broker takes it
 */
public record Pace(double speed) {

  /** As it happens: what was measured is dated now. */
  public static final Pace LIVE = new Pace(1);

  /**
   * Checks the speed.
   *
   * @throws IllegalArgumentException if the speed is not above 0
   */
  public Pace {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("speed " + speed + " is not above 0");
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

  /** Whether motion is played back as it happens. */
  public boolean isLive() {
    return speed == 1;
  }

  /** Whether nothing waits for the clock. */
  public boolean isUnbounded() {
    return Double.isInfinite(speed);
  }

  /**
   * When motion begins in event time, on the segments' grid. Live motion begins with the segment
   * that is now, so that its first label comes soon. Other motion ends about now: dated ahead of
   * the clock, it would be refused.
   *
   * @param nowMicros the wall clock, in microseconds of the epoch
   * @param lengthMicros how long the motion lasts
   * @param gridMicros length of a segment
   */
  long startMicros(long nowMicros, long lengthMicros, long gridMicros) {
    long start = isLive() ? nowMicros : nowMicros - lengthMicros;
    return Math.floorDiv(start, gridMicros) * gridMicros;
  }

  /**
   * When a moment of the motion has passed by the wall clock.
   *
   * @param beganMicros when, by the wall clock, the motion began
   * @param elapsedMicros the moment, from the motion's beginning
   */
  long dueMicros(long beganMicros, long elapsedMicros) {
    return beganMicros + Math.round(elapsedMicros / speed);
  }
}
