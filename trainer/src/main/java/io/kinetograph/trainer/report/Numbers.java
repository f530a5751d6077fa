package io.kinetograph.trainer.report;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them; none is broken into two lines. */
final class Numbers {

  private static final String NO_BREAK = "\u00a0";

  private Numbers() {}

  /** A share from 0 to 1, or a dash if there is none. */
  static String percent(@Nullable Double share) {
    return share == null ? "–" : fixed(100 * share, 2) + NO_BREAK + "%";
  }

  /** Mean and standard deviation of shares. */
  static String percent(MeanAndDeviation spread) {
    Double deviation = spread.standardDeviation();
    return percent(spread.mean())
        + (deviation == null ? "" : NO_BREAK + "±" + NO_BREAK + fixed(100 * deviation, 2));
  }

  static String megabytes(long bytes) {
    return fixed(bytes / 1e6, 1) + NO_BREAK + "MB";
  }

  static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
