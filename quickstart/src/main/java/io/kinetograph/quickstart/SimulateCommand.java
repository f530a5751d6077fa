// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.program.TopicName;
import io.kinetograph.quickstart.simulate.Simulation;
import io.kinetograph.quickstart.simulate.Wearables;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
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

  private static final int MAX_WEARERS = 100_000;
  private static final int DEFAULT_WEARERS = 8;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final CountDownLatch stop;
  private final CountDownLatch ended = new CountDownLatch(1);

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final BrokerOptions broker = new BrokerOptions();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "wearable.accelerometer",
      description = "The topic of readings (default: ${DEFAULT-VALUE}).")
  private String topic = "";

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
          "How long a simulated wearer does one thing on average, 10s or more (default: 30s).")
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
    Map<String, Object> properties = broker.properties();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try (WearerGroup group = open()) {
      awaitTopic(properties);
      System.out.println(
          PlainText.line(
              String.format(
                  Locale.ROOT,
                  "%d wearers with 5 body units each, %.0f Hz, %d samples a reading, to %s",
                  group.motions().size(),
                  measured.rateHz(),
                  measured.samplesPerReading(),
                  topic)));
      try (Producer<String, AccelerometerReading> producer = producer(properties);
          Simulation simulation =
              new Simulation(group.motions(), measured, producer, topic, Clock.systemUTC(), seed)) {
        simulation.start();
        new TrafficReport(simulation, report, stop, System.out::println).run(duration);
        simulation.stop();
        System.out.println("end: " + simulation.traffic().total());
      }
      return 0;
    } catch (IOException | KafkaException e) {
      System.err.println(PlainText.line("cannot publish readings: " + e.getMessage()));
      return 1;
    } catch (QuickstartException e) {
      System.err.println(PlainText.line(String.valueOf(e.getMessage())));
      return 1;
    } finally {
      ended.countDown();
    }
  }

  private WearerGroup open() throws IOException {
    return replay == null
        ? WearerGroup.simulated(
            wearers == null ? DEFAULT_WEARERS : wearers,
            seed,
            new Routine(bout == null ? Routine.PLAIN.bout() : bout, varied))
        : WearerGroup.replayed(replay, subjects == null ? Set.of() : subjects.numbers());
  }

  /** Only a partition's leader answers for its offsets; see {@link QuickstartTopics#create}. */
  private void awaitTopic(Map<String, Object> properties) throws QuickstartException {
    try (Brokers brokers =
        BrokerOptions.connect(
            properties, sentence -> System.err.println(PlainText.line(sentence)))) {
      Admin admin = brokers.admin();
      TopicDescription described =
          brokers.answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
      if (described == null) {
        throw new QuickstartException("the broker does not describe the topic " + topic);
      }
      brokers.answer(
          admin
              .listOffsets(
                  described.partitions().stream()
                      .collect(
                          Collectors.toMap(
                              partition -> new TopicPartition(topic, partition.partition()),
                              partition -> OffsetSpec.latest())))
              .all());
    } catch (UnusableClusterException e) {
      throw new QuickstartException(String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      throw new QuickstartException("cannot use the topic " + topic, e);
    }
  }

  private static Producer<String, AccelerometerReading> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(
        properties, new StringSerializer(), TopicSerdes.accelerometerReading().serializer());
  }

  private void checkOptions() {
    try {
      TopicName.require("topic", topic);
    } catch (IllegalArgumentException e) {
      throw spec == null ? e : OptionErrors.of(spec, e);
    }
    if (wearers != null && (wearers < 1 || wearers > MAX_WEARERS)) {
      throw invalid("--wearers " + wearers + " is not between 1 and " + MAX_WEARERS);
    }
    if ((wearers != null || bout != null || varied) && replay != null) {
      throw invalid("--wearers, --bout and --varied are for simulated wearers, not for --replay");
    }
    if (bout != null && bout.compareTo(Routine.SHORTEST_BOUT) < 0) {
      throw invalid("--bout " + bout.toMillis() + " ms is shorter than 10 s");
    }
    if (subjects != null && replay == null) {
      throw invalid("--subjects needs --replay");
    }
    if (report.isZero()) {
      throw invalid("--report 0s is not above 0");
    }
  }

  private ParameterException invalid(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }

  /** On Ctrl-C the process must not end before the readings have been sent. */
  private void stop() {
    stop.countDown();
    try {
      var unused = ended.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
