// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that choose the wearers. */
final class WearerOptions {

  private static final int DEFAULT_COUNT = 8;
  private static final int MAX_COUNT = 1000;
  private static final long DEFAULT_SEED = 1;

  @Option(
      names = "--wearers",
      paramLabel = "N",
      description = "Number of simulated wearers (default: 8).")
  private @Nullable Integer count;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Seed of the simulated motion (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--bout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long a simulated wearer keeps doing one activity on average, 10s to 24h (default:"
              + " 40s).")
  private @Nullable Duration bout;

  @Option(
      names = "--replay",
      paramLabel = "ZIP_OR_FOLDER",
      description = "Replay these recordings, files named such as data/a01/p1/s01.txt.")
  private @Nullable Path replay;

  @Option(
      names = "--subjects",
      paramLabel = "SUBJECTS",
      converter = Subjects.Converter.class,
      description = "Replay these subjects only, such as 1,2 or 1-3.")
  private @Nullable Subjects subjects;

  @Option(
      names = "--speed",
      paramLabel = "1|10|max",
      converter = PaceConverter.class,
      description =
          "How many times faster than life recordings are replayed (default: 1). A faster replay"
              + " gets timestamps that end about now.")
  private @Nullable Pace speed;

  /** Reads a pace. */
  private static final class PaceConverter implements ITypeConverter<Pace> {
    @Override
    public Pace convert(String value) {
      try {
        return Pace.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * Finds options that do not go together.
   *
   * @return what is wrong, in one sentence, or null
   */
  @Nullable String conflict() {
    if (replay != null && (count != null || seed != null || bout != null)) {
      return "--wearers, --seed and --bout are for simulated wearers, not for --replay";
    }
    if (bout != null) {
      try {
        var unused = new Routine(bout, true);
      } catch (IllegalArgumentException e) {
        return "--" + e.getMessage();
      }
    }
    if (replay == null && (subjects != null || speed != null)) {
      return "--subjects and --speed need --replay";
    }
    if (count != null && (count < 1 || count > MAX_COUNT)) {
      return String.format(Locale.ROOT, "--wearers %d is not between 1 and %d", count, MAX_COUNT);
    }
    return null;
  }

  /** Whether recordings are replayed. */
  boolean isReplay() {
    return replay != null;
  }

  /** How fast the wearers move. */
  Pace pace() {
    return speed == null ? Pace.LIVE : speed;
  }

  /**
   * Opens the wearers.
   *
   * @throws IOException if the recordings do not exist or cannot be read
   */
  WearerGroup open() throws IOException {
    return replay == null
        ? WearerGroup.simulated(
            count == null ? DEFAULT_COUNT : count,
            seed == null ? DEFAULT_SEED : seed,
            bout == null ? Routine.VARIED : new Routine(bout, true))
        : WearerGroup.replayed(replay, subjects == null ? Set.of() : subjects.numbers());
  }
}
