package io.kinetograph.trainer.report;

import io.kinetograph.trainer.protocol.Spread;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. */
final class Numbers {

  private Numbers() {}

  /** A share from 0 to 1, or a dash if there is none. */
  static String percent(@Nullable Double share) {
    return share == null ? "–" : fixed(100 * share, 2) + " %";
  }

  /** Mean and standard deviation of shares. */
  static String percent(Spread spread) {
    Double deviation = spread.deviation();
    return percent(spread.mean()) + (deviation == null ? "" : " ± " + fixed(100 * deviation, 2));
  }

  static String megabytes(long bytes) {
    return fixed(bytes / 1e6, 1) + " MB";
  }

  static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
