// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code simulate} that choose the wearers. */
final class SimulateWearerOptions {

  private static final int MAX_WEARERS = 100_000;
  private static final int DEFAULT_WEARERS = 8;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

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
              + " 30s).")
  private @Nullable Duration bout;

  @Option(
      names = "--varied",
      description =
          "Simulated wearers also do something unknown, take off one unit or all, and change"
              + " activity within segments.")
  private boolean varied;

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

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "Seed of everything that is random: motion, losses, delays, clocks, missing units"
              + " (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * Checks the values, and that they go together.
   *
   * @throws ParameterException if they do not
   */
  void check() {
    if (wearers != null && (wearers < 1 || wearers > MAX_WEARERS)) {
      throw invalid("--wearers " + wearers + " is not between 1 and " + MAX_WEARERS);
    }
    if ((wearers != null || bout != null || varied) && replay != null) {
      throw invalid("--wearers, --bout and --varied are for simulated wearers, not for --replay");
    }
    Duration chosen = bout;
    if (chosen != null) {
      var unused = OptionErrors.check(spec, () -> new Routine(chosen, varied));
    }
    if (subjects != null && replay == null) {
      throw invalid("--subjects needs --replay");
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The seed of everything that is random. */
  long seed() {
    return seed;
  }

  /**
   * Opens the wearers.
   *
   * @throws IOException if the recordings do not exist or cannot be read
   */
  WearerGroup open() throws IOException {
    return replay == null
        ? WearerGroup.simulated(
            wearers == null ? DEFAULT_WEARERS : wearers,
            seed,
            new Routine(bout == null ? Routine.PLAIN.bout() : bout, varied))
        : WearerGroup.replayed(replay, subjects == null ? Set.of() : subjects.numbers());
  }
}
