// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.program.ProgramLocale;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.topology.LabelTopology;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code kinetograph reset}: lets the app start anew.
 *
 * <p>Kafka's own StreamsResetter does similar things, but it acts unless {@code --dry-run} is set,
 * takes all changelogs whose names begin with the application id, also those of an app whose id is
 * longer, and is in a jar with many dependencies.
 */
@Command(
    name = "kinetograph reset",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Lets the app start anew: sets where it continues to read the input topic, and deletes its"
          + " state, which says which segments and episodes are open, and which segments are labeled."
          + " Without --execute it only says what it would do.",
      "",
      "Stop all processes of the app first. Labels and episodes that were written stay. If the app"
          + " then reads readings again, it labels them again.",
      ""
    },
    footer = {
      "",
      "Settings are those of 'kinetograph stream', from the same sources. --set overrides them.",
      "",
      "Exit codes: 0 reset, or nothing is in the way of a reset, 1 failed or the app is running,"
          + " 2 wrong usage or settings."
    })
public final class ResetCommand implements Callable<Integer> {

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--to",
      paramLabel = "START",
      defaultValue = "earliest",
      description =
          "Where the app continues to read: 'earliest', 'latest', or a time such as 2026-11-29T08:00:00Z"
              + " of the records' timestamps (default: ${DEFAULT-VALUE}).")
  private String start = "";

  @Option(names = "--execute", description = "Reset the app.")
  private boolean execute;

  @Spec private @Nullable CommandSpec spec;

  private ResetCommand() {}

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
    return AppOptions.commandLine(new ResetCommand());
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    CommandLine line = spec.commandLine();
    OffsetSpec offset = start(line);
    return cluster.work(line, (brokers, settings) -> work(line, brokers, settings, offset));
  }

  private OffsetSpec start(CommandLine line) {
    return switch (start.toLowerCase(Locale.ROOT)) {
      case "earliest" -> OffsetSpec.earliest();
      case "latest" -> OffsetSpec.latest();
      default -> {
        try {
          yield OffsetSpec.forTimestamp(Instant.parse(start).toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
          throw new ParameterException(
              line,
              "--to is '%s', not earliest, latest or a time such as 2026-11-29T08:00:00Z"
                  .formatted(start),
              e);
        }
      }
    };
  }

  private int work(CommandLine line, Brokers brokers, Settings settings, OffsetSpec offset) {
    PrintWriter out = line.getOut();
    String group =
        new StreamsConfig(settings.kafka()).getString(StreamsConfig.APPLICATION_ID_CONFIG);
    String input = settings.topics().input();
    List<String> changelogs = LabelTopology.possibleChangelogs(group);
    AppReset reset = new AppReset(brokers, group, input, changelogs, offset);
    Optional<String> state = reset.activeState();
    if (state.isPresent()) {
      return AppOptions.fail(
          line,
          ExitCode.SOFTWARE,
          "the app is running: group '%s' is %s; stop all its processes (one that was killed stays"
                  .formatted(group, state.get())
              + " in the group for kafka.session.timeout.ms, 45 s by default)");
    }
    if (execute) {
      reset.execute(out::println);
    } else {
      reset
          .offsets()
          .forEach((partition, next) -> out.println("would " + reset.setText(partition, next)));
      reset.changelogs().forEach(changelog -> out.println("would delete topic " + changelog));
    }
    for (String changelog : changelogs) {
      if (!reset.changelogs().contains(changelog)) {
        out.println("there is no state in topic " + changelog + ", which is missing");
      }
    }
    if (!execute) {
      out.println("nothing was changed; add --execute to reset the app");
    }
    return ExitCode.OK;
  }
}
