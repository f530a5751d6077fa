package io.kinetograph.quickstart.watch;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A summary for people to read. */
public final class SummaryText {

  private static final int WORST = 5;

  private SummaryText() {}

  /** The summary in a few lines, the last of which ends with a line break. */
  public static String of(Summary summary) {
    StringBuilder text = new StringBuilder("Summary%n".formatted());
    line(text, "segments", "%d published as a whole".formatted(summary.segments()));
    line(text, "labels", labels(summary));
    if (summary.total().all() > 0) {
      line(text, "accuracy", share(summary.total()));
    }
    if (!summary.worst(WORST).isEmpty()) {
      line(
          text,
          "weakest",
          summary.worst(WORST).stream()
              .map(entry -> entry.getKey() + " " + share(entry.getValue()))
              .collect(Collectors.joining(", ")));
    }
    if (summary.medianDelay() != null) {
      line(
          text,
          "delay",
          "p50 %s, p99 %s, %s"
              .formatted(
                  seconds(summary.medianDelay()),
                  seconds(summary.p99Delay()),
                  summary.delayRule()));
    }
    return text.toString();
  }

  private static String labels(Summary summary) {
    String once =
        summary.isExactlyOnce()
            ? "one for every segment"
            : "%d segments without one, %d with more than one"
                .formatted(summary.missing(), summary.repeated());
    String others =
        summary.unknown() == 0
            ? ""
            : "; %d more of segments that were not published here".formatted(summary.unknown());
    return "%d: %s%s".formatted(summary.labels(), once, others);
  }

  private static String share(Score score) {
    return String.format(
        Locale.ROOT, "%.2f %% (%d of %d)", 100 * score.share(), score.right(), score.all());
  }

  /** A delay as tables show it. */
  static String seconds(@Nullable Duration delay) {
    return delay == null ? "" : String.format(Locale.ROOT, "%.2f s", delay.toMillis() / 1000.0);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-10s%s%n", name, value));
  }
}
