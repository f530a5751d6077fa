// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code simulate} that choose the wearers. */
final class SimulateWearerOptions {

  private static final int MOST_WEARERS = 100_000;

  @Mixin private final WearerChoice choice = new WearerChoice(MOST_WEARERS);

  @Option(
      names = "--varied",
      description =
          "Simulated wearers also do something unknown, take off one unit or all, and change"
              + " activity within segments.")
  private boolean varied;

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
   * @throws IllegalArgumentException if they do not; the message is for {@link
   *     io.kinetograph.program.OptionErrors}
   */
  void check() {
    if (choice.isReplay() && (choice.isOfSimulatedWearers() || varied)) {
      throw new IllegalArgumentException(
          "--wearers, --bout and --varied are for simulated wearers, not for --replay");
    }
    if (!choice.isReplay() && choice.isOfReplay()) {
      throw new IllegalArgumentException("--subjects needs --replay");
    }
    choice.check();
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
    return choice.open(seed, new Routine(Routine.PLAIN.bout(), varied));
  }
}
