package io.kinetograph.trainer.settings;

/**
 * An interval of numbers.
 *
 * @param text in the notation of {@link Hyperparameter#range}
 */
record Range(String text) {

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

  /** Whether a number lies in it; NaN and infinity lie in none. */
  boolean contains(double value) {
    return (value > minimum() || (isMinimumAllowed() && value == minimum()))
        && (value < maximum() || (isMaximumAllowed() && value == maximum()));
  }

  /** Such as {@code at least 1} or {@code from 0 to below 1}; empty if every number is allowed. */
  String describe() {
    if (maximum() < Double.POSITIVE_INFINITY) {
      return "from %s to %s%s"
          .formatted(plain(minimum()), isMaximumAllowed() ? "" : "below ", plain(maximum()));
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
