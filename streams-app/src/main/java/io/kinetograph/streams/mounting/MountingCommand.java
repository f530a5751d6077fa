// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import io.kinetograph.imaging.mounting.MountingEstimate;
import io.kinetograph.imaging.mounting.MountingEstimator;
import io.kinetograph.imaging.mounting.WalkingReference;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.preflight.KafkaErrorText;
import io.kinetograph.streams.setup.AppOptions;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kinetograph mounting}: says how a wearer's units are mounted. */
@Command(
    name = "kinetograph mounting",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Says how each body unit of a wearer is mounted, compared with docs/mounting.md, and how to"
          + " correct its readings. It reads the wearer's latest readings from the input topic and"
          + " changes nothing.",
      "",
      "Ask the wearer to stand still with hanging arms for 20 s, and then to walk for a minute.",
      ""
    },
    footer = {
      "",
      "Settings are those of 'kinetograph stream', from the same sources. --set overrides them.",
      "",
      "Exit codes: 0 reported, however the units are mounted, 1 failed, 2 wrong usage or settings."
    })
public final class MountingCommand implements Callable<Integer> {

  /** All samples are kept: at 100 Hz 72 MB in two hours. */
  private static final int LONGEST_MINUTES = 2 * 60;

  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** Segments of standing and of walking after which waiting ends: 10 and 30 s. */
  private static final int ENOUGH_STANDING = 2;

  private static final int ENOUGH_WALKING = 6;

  @Option(
      names = "--wearer",
      paramLabel = "ID",
      required = true,
      description = "The wearer's id, which is the key of the readings.")
  private String wearer = "";

  @Mixin private AppOptions app = new AppOptions();

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How far back to read, by the records' timestamps (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--wait-minutes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How long to wait for new readings until 10 s of standing and 30 s of walking are found"
              + " (default: ${DEFAULT-VALUE}, do not wait).")
  private int waitMinutes;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Clock wallClock = Clock.systemUTC();
  private final MountingEstimator estimator = new MountingEstimator(WalkingReference.shipped());

  private MountingCommand() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    AppOptions.run(commandLine(), args);
  }

  /** The command, ready to execute. */
  public static CommandLine commandLine() {
    return AppOptions.commandLine(new MountingCommand());
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    CommandLine line = spec.commandLine();
    checkMinutes("--minutes", minutes, 1, line);
    checkMinutes("--wait-minutes", waitMinutes, 0, line);
    if (wearer.isEmpty()) {
      throw new ParameterException(line, "--wearer is empty");
    }
    try (WearerReader reader =
        new WearerReader(
            line,
            app.settings(),
            wearer,
            Duration.ofMinutes(minutes),
            Duration.ofMinutes(waitMinutes),
            wallClock)) {
      reader.readToEnd();
      awaitMore(reader, line.getErr());
      if (reader.readings() == 0) {
        return AppOptions.fail(line, ExitCode.SOFTWARE, reader.nothingRead());
      }
      if (reader.invalidReadings() > 0) {
        AppOptions.say(line, reader.faults());
      }
      if (!reader.partitionNote().isEmpty()) {
        AppOptions.say(line, reader.partitionNote());
      }
      MountingReport report = new MountingReport(wearer, estimate(reader));
      line.getOut().println(PlainText.lines(json ? report.json() : report.text()));
      return ExitCode.OK;
    } catch (InvalidSettingsException e) {
      return AppOptions.fail(line, ExitCode.USAGE, e.getMessage());
    } catch (KafkaException e) {
      return AppOptions.fail(line, ExitCode.SOFTWARE, KafkaErrorText.sentence(e));
    }
  }

  private static void checkMinutes(String option, int value, int least, CommandLine line) {
    if (value < least || value > LONGEST_MINUTES) {
      throw new ParameterException(
          line,
          String.format(
              Locale.ROOT, "%s is %d, not from %d to %d", option, value, least, LONGEST_MINUTES));
    }
  }

  private MountingEstimate estimate(WearerReader reader) {
    return estimator.estimate(reader.segments());
  }

  private void awaitMore(WearerReader reader, PrintWriter err) {
    long start = System.nanoTime();
    long left = Duration.ofMinutes(waitMinutes).toNanos();
    long nextProgress = left;
    while (left > 0) {
      if (left <= nextProgress) {
        MountingEstimate found = estimate(reader);
        if (found.standing().size() >= ENOUGH_STANDING
            && (found.walking().size() >= ENOUGH_WALKING || !found.canShowWalking())) {
          return;
        }
        err.printf(
            Locale.ROOT,
            "waiting for wearer '%s': %d readings, %d of 10 s of standing, %d of 30 s of walking,"
                + " %d s left%n",
            PlainText.line(wearer),
            reader.readings(),
            MountingReport.seconds(found.standing()),
            MountingReport.seconds(found.walking()),
            Duration.ofNanos(left).toSeconds());
        err.flush();
        nextProgress = left - PROGRESS.toNanos();
      }
      var unused = reader.read();
      left = Duration.ofMinutes(waitMinutes).toNanos() - (System.nanoTime() - start);
    }
  }
}
