// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.program.PlainText;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints one line per label, for a file or a terminal without cursor control. */
public final class LabelLines implements LabelDisplay {

  private final PrintStream out;

  /** Prints to a stream, which the caller closes. */
  public LabelLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    for (ScoredLabel scored : labels) {
      out.println(PlainText.line(line(scored)));
    }
  }

  private static String line(ScoredLabel scored) {
    String text =
        String.format(
            Locale.ROOT,
            "%s  %-12s  %-26s  %.2f",
            scored.label().getSegmentStart(),
            scored.label().getWearer(),
            scored.label().getActivity(),
            scored.label().getConfidence());
    if (scored.truth() == null) {
      return text;
    }
    return text
        + (scored.isRight() ? "  right" : "  wrong, was " + scored.truth())
        + "  "
        + SummaryText.seconds(scored.delay());
  }
}
