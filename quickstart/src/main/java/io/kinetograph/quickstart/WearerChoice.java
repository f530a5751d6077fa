// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose simulated wearers or recordings, for every command that has both. */
final class WearerChoice {

  private static final int DEFAULT_WEARERS = 8;

  private final int mostWearers;

  @Option(
      names = "--wearers",
      paramLabel = "N",
      description = "Number of simulated wearers (default: 8).")
  private @Nullable Integer wearers;

  @Option(
      names = "--bout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long a simulated wearer keeps doing one activity on average, 10s to 24h (default:"
              + " 40s in 'quickstart', 30s in 'simulate').")
  private @Nullable Duration bout;

  @Option(
      names = "--replay",
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "Replay these recordings, files named such as data/a01/p1/s01.txt, as if they were made"
              + " now. The command ends with them.")
  private @Nullable Path replay;

  @Option(
      names = "--subjects",
      paramLabel = "SUBJECTS",
      converter = Subjects.Converter.class,
      description = "Replay these subjects only, such as 1,2 or 1-3.")
  private @Nullable Subjects subjects;

  /**
   * Creates the options of a command.
   *
   * @param mostWearers how many simulated wearers the command accepts
   */
  WearerChoice(int mostWearers) {
    this.mostWearers = mostWearers;
  }

  /**
   * Checks each value.
   *
   * @throws IllegalArgumentException if one is out of its range; the message begins with the name
   *     of the option
   */
  void check() {
    if (wearers != null && (wearers < 1 || wearers > mostWearers)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "wearers %d is not between 1 and %d", wearers, mostWearers));
    }
    var unused = routine(Routine.PLAIN);
  }

  /** Whether recordings are replayed. */
  boolean isReplay() {
    return replay != null;
  }

  /** Whether an option is given that only simulated wearers have. */
  boolean isOfSimulatedWearers() {
    return wearers != null || bout != null;
  }

  /** Whether an option is given that only a replay has. */
  boolean isOfReplay() {
    return subjects != null;
  }

  /**
   * Opens the wearers.
   *
   * @param seed of the simulated motion
   * @param usual what simulated wearers do, unless an option says otherwise
   * @throws IOException if the recordings do not exist or cannot be read
   */
  WearerGroup open(long seed, Routine usual) throws IOException {
    return replay == null
        ? WearerGroup.simulated(wearers == null ? DEFAULT_WEARERS : wearers, seed, routine(usual))
        : WearerGroup.replayed(replay, subjects == null ? Set.of() : subjects.numbers());
  }

  private Routine routine(Routine usual) {
    return bout == null ? usual : new Routine(bout, usual.isVaried());
  }
}
