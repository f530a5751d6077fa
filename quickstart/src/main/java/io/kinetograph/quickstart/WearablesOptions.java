// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.quickstart.simulate.RadioLink;
import io.kinetograph.quickstart.simulate.UnitClocks;
import io.kinetograph.quickstart.simulate.Wearables;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how wearables measure and send. */
final class WearablesOptions {

  private static final double MIN_RATE_HZ = 10;
  private static final double MAX_RATE_HZ = 1000;
  private static final int MAX_SAMPLES = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "25",
      description = "Samples per second, 10 to 1000 (default: ${DEFAULT-VALUE}).")
  private double rateHz;

  @Option(
      names = "--samples-per-reading",
      paramLabel = "N",
      defaultValue = "25",
      description = "Samples in each reading, 1 to 1024 (default: ${DEFAULT-VALUE}).")
  private int samplesPerReading;

  @Option(
      names = "--loss",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description = "Fraction of readings that are lost (default: ${DEFAULT-VALUE}).")
  private double loss;

  @Option(
      names = "--duplicates",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description = "Fraction of readings that are sent twice (default: ${DEFAULT-VALUE}).")
  private double duplicates;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      defaultValue = "0ms",
      converter = DurationConverter.class,
      description =
          "Longest delay of a reading, such as 2s; readings overtake each other (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration delay = Duration.ZERO;

  @Option(
      names = "--jitter",
      paramLabel = "TIME",
      defaultValue = "0ms",
      converter = DurationConverter.class,
      description =
          "Largest error of a reading's timestamp, such as 10ms (default: ${DEFAULT-VALUE}).")
  private Duration jitter = Duration.ZERO;

  @Option(
      names = "--missing-units",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description = "Fraction of body units that never send (default: ${DEFAULT-VALUE}).")
  private double missingUnits;

  @Option(
      names = "--clock-skew",
      paramLabel = "TIME",
      defaultValue = "0ms",
      converter = DurationConverter.class,
      description =
          "Largest error of a body unit's clock at the start, such as 200ms, at most 24h (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration clockSkew = Duration.ZERO;

  @Option(
      names = "--clock-drift",
      paramLabel = "PPM",
      defaultValue = "0",
      description =
          "Largest drift of a body unit's clock, in microseconds per second (default:"
              + " ${DEFAULT-VALUE}).")
  private double clockDriftPpm;

  /**
   * What the options say.
   *
   * @throws ParameterException if a value is out of its range
   */
  Wearables wearables() {
    require(
        rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ,
        "--rate %s is not between 10 and 1000",
        rateHz);
    require(
        samplesPerReading >= 1 && samplesPerReading <= MAX_SAMPLES,
        "--samples-per-reading %s is not between 1 and " + MAX_SAMPLES,
        samplesPerReading);
    try {
      return new Wearables(
          rateHz,
          samplesPerReading,
          new UnitClocks(missingUnits, clockSkew, clockDriftPpm),
          new RadioLink(loss, duplicates, delay, jitter));
    } catch (IllegalArgumentException e) {
      throw OptionErrors.of(spec, e);
    }
  }

  private void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw invalid(message.formatted(value));
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
