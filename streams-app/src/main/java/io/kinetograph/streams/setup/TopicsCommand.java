// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.KafkaErrorText;
import io.kinetograph.streams.preflight.Preflight;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
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

/** {@code kinetograph topics}: creates the app's topics, or checks them. */
@Command(
    name = "kinetograph topics",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Creates the topics that the app needs and that are missing, and checks those that exist. It"
          + " never changes an existing topic.",
      ""
    },
    footer = {
      "",
      "Settings are those of 'kinetograph stream', from the same sources. --set overrides them.",
      "",
      "Exit codes: 0 all topics exist and the app can use them, 1 failed or a topic is unusable,"
          + " 2 wrong usage or settings, 3 topics are missing (with --dry-run)."
    })
public final class TopicsCommand implements Callable<Integer> {

  private static final int MISSING = 3;
  private static final int USUAL_REPLICATION = 3;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of new topics (default: as many as the existing ones have, or else 4). A"
              + " partition is read by one thread, so create at least as many partitions as all"
              + " processes together have cores.")
  private @Nullable Integer partitions;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description =
          "Replicas of new topics (default: 3, or the number of brokers if there are fewer).")
  private @Nullable Integer replication;

  @Option(names = "--dry-run", description = "Only say what is missing and would be created.")
  private boolean dryRun;

  @Spec private @Nullable CommandSpec spec;

  private TopicsCommand() {}

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
    return AppOptions.commandLine(new TopicsCommand());
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    CommandLine line = spec.commandLine();
    check("--partitions", partitions, 1_000_000, line);
    check("--replication", replication, Short.MAX_VALUE, line);
    return cluster.work(line, (brokers, settings) -> work(line, brokers, settings));
  }

  private static void check(String option, @Nullable Integer value, int most, CommandLine line) {
    if (value != null && (value < 1 || value > most)) {
      throw new ParameterException(line, option + " is " + value + ", not from 1 to " + most);
    }
  }

  private int work(CommandLine line, Brokers brokers, Settings settings) {
    PrintWriter out = line.getOut();
    int replicas =
        replication == null
            ? Math.min(
                USUAL_REPLICATION, brokers.answer(brokers.admin().describeCluster().nodes()).size())
            : replication;
    TopicPlan plan =
        new TopicPlan(
            brokers,
            AppTopic.of(settings.topics(), replicas),
            partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions),
            replicas);
    plan.differences()
        .forEach(
            (topic, differences) -> {
              out.println("exists " + topic);
              differences.forEach(difference -> out.println("  note: it " + difference));
            });
    if (dryRun) {
      plan.missing().forEach(topic -> out.println("would create " + plan.text(topic)));
    } else {
      plan.create(topic -> out.println("created " + plan.text(topic)));
    }
    out.flush();
    if (dryRun && !plan.missing().isEmpty()) {
      return MISSING;
    }
    try {
      new Preflight(brokers, Optional.empty()).checkTopics(settings.topics());
    } catch (KafkaException e) {
      return AppOptions.fail(line, ExitCode.SOFTWARE, KafkaErrorText.sentence(e));
    }
    out.println(PlainText.line("the app can use all topics on the brokers %s".formatted(brokers)));
    return ExitCode.OK;
  }
}
