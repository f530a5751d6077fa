// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.program.PlainText;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints one line per label, for a file or a terminal without cursor control. */
final class LabelLines implements LabelDisplay {

  private final PrintStream out;

  /** Prints to a stream, which the caller closes. */
  LabelLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    for (ScoredLabel scored : labels) {
      out.println(PlainText.line(line(scored)));
    }
  }

  @Override
  public void showEpisodes(List<ActivityEpisode> episodes) {
    for (ActivityEpisode episode : episodes) {
      out.println(PlainText.line(line(episode)));
    }
  }

  private static String line(ActivityEpisode episode) {
    boolean over = episode.getEvent() == EpisodeEventType.EXITED;
    return String.format(
        Locale.ROOT,
        "%s  %-12s  episode of %s%s",
        over ? episode.getEnd() : episode.getStart(),
        episode.getWearer(),
        episode.getActivity(),
        switch (episode.getEvent()) {
          case ENTERED -> " began";
          case REVISED -> ", revised";
          case EXITED -> " ended";
        });
  }

  private static String line(ScoredLabel scored) {
    String text =
        String.format(
            Locale.ROOT,
            "%s  %-12s  %-26s  %4s",
            scored.label().getSegmentStart(),
            scored.label().getWearer(),
            scored.label().getActivity(),
            scored.confidence());
    if (scored.truth() == null) {
      return text;
    }
    return text + result(scored) + "  " + SummaryText.seconds(scored.delay());
  }

  private static String result(ScoredLabel scored) {
    if (scored.unscored() != null) {
      return "  not scored, " + scored.unscored();
    }
    return scored.isRight() ? "  right" : "  wrong, was " + scored.truth();
  }
}
