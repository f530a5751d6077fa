// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.program.TopicName;
import io.kinetograph.quickstart.simulate.Simulation;
import io.kinetograph.quickstart.simulate.Wearables;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.streams.app.ProductVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.Producer;
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

/** {@code kinetograph simulate}: simulated wearers who publish to any broker. */
@Command(
    name = "kinetograph simulate",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Publishes the readings of simulated or recorded wearers to a Kafka topic, live, until Ctrl-C.",
      "",
      "Each simulated wearer has five body units and goes from one activity to the next; with"
          + " --varied, also to something unknown, and takes units off. The topic must exist.",
      ""
    },
    footer = {
      "",
      "A reading is one record: samples of one body unit of one wearer.",
      "",
      "Exit codes: 143 or 130 stopped (by SIGTERM or Ctrl-C), 0 the time of --duration or the"
          + " replay is over, 1 the broker did not accept a reading, 2 invalid options."
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final CountDownLatch stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final BrokerOptions broker = new BrokerOptions();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "wearable.accelerometer",
      description = "The topic of readings (default: ${DEFAULT-VALUE}).")
  private String topic = "";

  @Mixin private final SimulateWearerOptions wearers = new SimulateWearerOptions();

  @Mixin private final WearablesOptions wearables = new WearablesOptions();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Stop after a time such as 60s or 5m (default: Ctrl-C).")
  private @Nullable Duration duration;

  @Option(
      names = "--report",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How often to print what was sent (default: ${DEFAULT-VALUE}).")
  private Duration report = Duration.ZERO;

  SimulateCommand(CountDownLatch stop) {
    this.stop = stop;
  }

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty(
          "logback.configurationFile", "io/kinetograph/quickstart/logback-simulate.xml");
    }
    System.exit(execute(new CountDownLatch(1), args));
  }

  /**
   * Runs the command; returns its exit code.
   *
   * @param stop ends the simulation once it is counted down
   */
  static int execute(CountDownLatch stop, String... args) {
    return new CommandLine(new SimulateCommand(stop))
        .registerConverter(Path.class, FilePath::ofOption)
        .setParameterExceptionHandler((e, unused) -> usageError(e))
        .execute(args);
  }

  private static int usageError(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    // Picocli doubles the word for options of the form KEY=VALUE.
    err.println(PlainText.line(String.valueOf(e.getMessage()).replace("option option", "option")));
    err.println("See 'kinetograph simulate --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    Wearables measured = wearables.wearables();
    ReadingsTopic readings = new ReadingsTopic(topic, broker.properties());
    StopSignal signal = StopSignal.handle(stop, STOP_TIMEOUT);
    try (WearerGroup group = wearers.open()) {
      readings.await(SimulateCommand::complain);
      System.out.println(
          PlainText.line(
              String.format(
                  Locale.ROOT,
                  "%d wearers with 5 body units each, %.0f Hz, %d samples a reading, to %s",
                  group.motions().size(),
                  measured.rateHz(),
                  measured.samplesPerReading(),
                  topic)));
      publish(group, measured, readings);
      return 0;
    } catch (IOException | KafkaException e) {
      complain("cannot publish readings: " + e.getMessage());
      return 1;
    } catch (QuickstartException e) {
      complain(String.valueOf(e.getMessage()));
      return 1;
    } finally {
      signal.stopped();
    }
  }

  private void checkOptions() {
    try {
      TopicName.require("topic", topic);
      wearers.check();
    } catch (IllegalArgumentException e) {
      throw OptionErrors.of(spec, e);
    }
    if (report.isZero()) {
      throw new ParameterException(spec.commandLine(), "--report 0s is not above 0");
    }
  }

  private void publish(WearerGroup group, Wearables measured, ReadingsTopic readings)
      throws IOException, QuickstartException, InterruptedException {
    try (Producer<String, AccelerometerReading> producer = readings.producer();
        Simulation simulation =
            new Simulation(
                group.motions(), measured, producer, topic, Clock.systemUTC(), wearers.seed())) {
      simulation.start();
      new TrafficReport(simulation, report, stop, System.out::println).run(duration);
      simulation.stop();
      System.out.println("end: " + simulation.traffic().total());
      QuickstartException.throwIfFailed(simulation.end(), "cannot publish readings");
    }
  }

  private static void complain(String sentence) {
    System.err.println(PlainText.line(sentence));
  }
}
