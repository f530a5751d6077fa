package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options that say who wears the wearables. */
final class WearerOptions {

  private static final int USUAL_COUNT = 8;
  private static final int MOST = 1000;
  private static final long USUAL_SEED = 1;

  @Option(
      names = "--wearers",
      paramLabel = "N",
      description = "How many wearers are simulated (default: 8).")
  private @Nullable Integer count;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Of what simulated wearers do (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--replay",
      paramLabel = "ZIP_OR_FOLDER",
      description = "Replay these recordings, files named such as data/a01/p1/s01.txt.")
  private @Nullable Path replay;

  @Option(
      names = "--subjects",
      paramLabel = "N",
      split = ",",
      description = "Replay these subjects only, such as 1,2.")
  private Set<Integer> subjects = new TreeSet<>();

  @Option(
      names = "--speed",
      paramLabel = "1|10|max",
      converter = PaceConverter.class,
      description =
          "How many times faster than life recordings are replayed (default: 1). Those replayed"
              + " faster are dated so that they end about now.")
  private @Nullable Pace speed;

  /** Reads a pace. */
  private static final class PaceConverter implements ITypeConverter<Pace> {
    @Override
    public Pace convert(String value) {
      return Pace.parse(value);
    }
  }

  /**
   * Checks that the options fit each other.
   *
   * @throws WrongUsageException if they do not; it says which
   */
  void check() throws WrongUsageException {
    if (replay != null && (count != null || seed != null)) {
      throw new WrongUsageException(
          "--wearers and --seed are for simulated wearers, not for --replay");
    }
    if (replay == null && (!subjects.isEmpty() || speed != null)) {
      throw new WrongUsageException("--subjects and --speed are for --replay");
    }
    if (count != null && (count < 1 || count > MOST)) {
      throw new WrongUsageException("--wearers " + count + " is not from 1 to " + MOST);
    }
  }

  /** Whether wearers are recorded ones. */
  boolean isReplay() {
    return replay != null;
  }

  /** How fast they move. */
  Pace pace() {
    return speed == null ? Pace.LIVE : speed;
  }

  /**
   * The wearers.
   *
   * @throws IOException if there are no such recordings
   */
  Wearers open() throws IOException {
    return replay == null
        ? Wearers.simulated(count == null ? USUAL_COUNT : count, seed == null ? USUAL_SEED : seed)
        : Wearers.replayed(replay, subjects);
  }
}
