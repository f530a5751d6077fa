// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code quickstart} that choose the wearers. */
final class WearerOptions {

  private static final int MOST_WEARERS = 1000;
  private static final long DEFAULT_SEED = 1;

  @Mixin private final WearerChoice choice = new WearerChoice(MOST_WEARERS);

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Seed of the simulated motion (default: 1).")
  private @Nullable Long seed;

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
   * Checks the values, and that they go together.
   *
   * @throws IllegalArgumentException if they do not; the message is for {@link
   *     io.kinetograph.program.OptionErrors}
   */
  void check() {
    if (choice.isReplay() && (choice.isOfSimulatedWearers() || seed != null)) {
      throw new IllegalArgumentException(
          "--wearers, --seed and --bout are for simulated wearers, not for --replay");
    }
    if (!choice.isReplay() && (choice.isOfReplay() || speed != null)) {
      throw new IllegalArgumentException("--subjects and --speed need --replay");
    }
    choice.check();
  }

  /** Whether recordings are replayed. */
  boolean isReplay() {
    return choice.isReplay();
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
    return choice.open(seed == null ? DEFAULT_SEED : seed, Routine.VARIED);
  }
}
