// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a summary for people. */
public final class SummaryText {

  private static final int WORST = 5;

  private SummaryText() {}

  /** The summary in a few lines, each with a line break. */
  public static String of(RunSummary summary) {
    StringBuilder text = new StringBuilder("Summary%n".formatted());
    line(
        text,
        "segments",
        String.format(Locale.ROOT, "%d published completely", summary.segments()));
    line(text, "labels", labels(summary));
    if (summary.total().all() > 0) {
      line(text, "accuracy", share(summary.total()) + unscored(summary));
    }
    if (!summary.worst(WORST).isEmpty()) {
      line(
          text,
          "weakest",
          summary.worst(WORST).stream()
              .map(entry -> entry.getKey() + " " + share(entry.getValue()))
              .collect(Collectors.joining(", ")));
    }
    if (summary.transitions() != null) {
      line(text, "changes", transitions(summary.transitions()));
    }
    if (summary.medianDelay() != null) {
      line(
          text,
          "delay",
          "p50 %s, p99 %s, %s"
              .formatted(
                  seconds(summary.medianDelay()),
                  seconds(summary.p99Delay()),
                  summary.delayOrigin()));
    }
    return text.toString();
  }

  private static String labels(RunSummary summary) {
    String once =
        summary.isExactlyOnce()
            ? "one for every segment"
            : String.format(
                Locale.ROOT,
                "%d segments without a label, %d with more than one",
                summary.missing(),
                summary.repeated());
    String others =
        summary.unknown() == 0
            ? ""
            : String.format(
                Locale.ROOT, "; %d for segments of other publishers", summary.unknown());
    return String.format(Locale.ROOT, "%d: %s%s", summary.labels(), once, others);
  }

  private static String unscored(RunSummary summary) {
    return summary.unscored() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; not scored: %d segments in which a wearer changes activity or has just taken the"
                + " units off",
            summary.unscored());
  }

  private static String transitions(TransitionScore score) {
    return String.format(
        Locale.ROOT,
        "%d of %d found by episodes within 10 s (not-worn within 30 s), %d false",
        score.found(),
        score.all(),
        score.wrong());
  }

  private static String share(Score score) {
    return String.format(
        Locale.ROOT, "%.2f%% (%d of %d)", 100 * score.share(), score.right(), score.all());
  }

  /** A delay as tables show it. */
  static String seconds(@Nullable Duration delay) {
    return delay == null ? "" : String.format(Locale.ROOT, "%.2f s", delay.toMillis() / 1000.0);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-10s%s%n", name, value));
  }
}
