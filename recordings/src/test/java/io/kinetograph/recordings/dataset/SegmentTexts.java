// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.util.Locale;
import java.util.Random;

/** Synthetic segments. */
final class SegmentTexts {

  private SegmentTexts() {}

  /** 125 lines of 45 numbers: accelerations of -10 to 10 with four decimals, and 0.5. */
  static String text() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 125; line++) {
      for (int column = 0; column < 45; column++) {
        String acceleration = String.format(Locale.ROOT, "%.4f", 20 * random.nextDouble() - 10);
        text.append(column == 0 ? "" : ",").append(column % 9 < 3 ? acceleration : "0.5");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
