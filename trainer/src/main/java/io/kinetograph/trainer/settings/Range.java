// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

/**
 * An interval of numbers, such as {@code [1,)} (at least 1), {@code (0,10]} (above 0 and at most
 * 10), {@code [0,1]} or {@code [0,1)}.
 *
 * @param text the interval
 */
public record Range(String text) {

  private boolean isMinimumAllowed() {
    return text.startsWith("[");
  }

  private boolean isMaximumAllowed() {
    return text.endsWith("]");
  }

  private double minimum() {
    String end = text.substring(1, text.indexOf(','));
    return end.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(end);
  }

  private double maximum() {
    String end = text.substring(text.indexOf(',') + 1, text.length() - 1);
    return end.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(end);
  }

  /** Whether a number is in it; NaN and infinity are in none. */
  boolean contains(double value) {
    return (value > minimum() || (isMinimumAllowed() && value == minimum()))
        && (value < maximum() || (isMaximumAllowed() && value == maximum()));
  }

  /**
   * Checks a number.
   *
   * @param name of the setting or option, for the message
   * @throws IllegalArgumentException if it is outside, with name, value and range
   */
  public void require(String name, Number value) {
    if (!contains(value.doubleValue())) {
      String allowed = describe();
      throw new IllegalArgumentException(
          "%s %s is not %s".formatted(name, value, allowed.isEmpty() ? "finite" : allowed));
    }
  }

  /** Such as {@code at least 1} or {@code from 0 to below 1}; empty if every number is allowed. */
  String describe() {
    if (maximum() < Double.POSITIVE_INFINITY) {
      return isMinimumAllowed()
          ? "from %s to %s%s"
              .formatted(plain(minimum()), isMaximumAllowed() ? "" : "below ", plain(maximum()))
          : "above %s and %s %s"
              .formatted(
                  plain(minimum()), isMaximumAllowed() ? "at most" : "below", plain(maximum()));
    }
    if (minimum() > Double.NEGATIVE_INFINITY) {
      return (isMinimumAllowed() ? "at least " : "above ") + plain(minimum());
    }
    return "";
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
