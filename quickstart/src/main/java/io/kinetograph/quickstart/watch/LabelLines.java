package io.kinetograph.quickstart.watch;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a line a label, for a terminal that cannot do more, or for a file. */
public final class LabelLines implements LabelView {

  private final PrintStream out;

  /** Prints to a stream, which stays its owner's to close. */
  public LabelLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      out.println(line(sighting));
    }
  }

  private static String line(Sighting sighting) {
    String text =
        String.format(
            Locale.ROOT,
            "%s  %-12s  %-26s  %.2f",
            sighting.label().getSegmentStart(),
            sighting.label().getWearer(),
            sighting.label().getActivity(),
            sighting.label().getConfidence());
    if (sighting.truth() == null) {
      return text;
    }
    return text
        + (sighting.isRight() ? "  right" : "  wrong, was " + sighting.truth())
        + "  "
        + SummaryText.seconds(sighting.delay());
  }
}
