// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.quickstart.simulate.RadioLink;
import io.kinetograph.quickstart.simulate.Simulation;
import io.kinetograph.quickstart.simulate.Traffic;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.ProductVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
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
      "Publishes the readings of simulated wearers to a Kafka topic, live, until Ctrl-C.",
      "",
      "Each wearer has five body units and goes from one activity to the next. The topic must"
          + " exist.",
      ""
    },
    footer = {
      "",
      "A reading is one record: samples of one body unit of one wearer.",
      "",
      "Exit codes: 143 or 130 stopped (by SIGTERM or Ctrl-C), 0 the time of --duration is over, 1"
          + " the broker did not accept a reading, 2 invalid options."
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int MAX_WEARERS = 100_000;
  private static final double MIN_RATE_HZ = 10;
  private static final double MAX_RATE_HZ = 1000;
  private static final int MAX_SAMPLES = 1024;
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
      defaultValue = "8",
      description = "Number of wearers (default: ${DEFAULT-VALUE}).")
  private int wearers;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Seed of the motion, the losses and the delays (default: ${DEFAULT-VALUE}).")
  private long seed;

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
    RadioLink link = checkedLink();
    Map<String, Object> properties = broker.properties();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try (WearerGroup group = WearerGroup.simulated(wearers, seed)) {
      awaitTopic(properties);
      System.out.println(
          PlainText.line(
              String.format(
                  Locale.ROOT,
                  "%d wearers with 5 body units each, %.0f Hz, %d samples a reading, to %s",
                  wearers,
                  rateHz,
                  samplesPerReading,
                  topic)));
      try (Producer<String, AccelerometerReading> producer = producer(properties);
          Simulation simulation =
              new Simulation(
                  group.motions(),
                  rateHz,
                  samplesPerReading,
                  link,
                  producer,
                  topic,
                  Clock.systemUTC(),
                  seed)) {
        simulation.start();
        run(simulation);
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

  private void run(Simulation simulation) throws QuickstartException, InterruptedException {
    long startNanos = System.nanoTime();
    Traffic before = Traffic.NONE;
    boolean isOver = false;
    while (!isOver) {
      long spentNanos = System.nanoTime() - startNanos;
      long leftNanos = duration == null ? Long.MAX_VALUE : duration.toNanos() - spentNanos;
      long waitNanos = Math.min(report.toNanos(), leftNanos);
      isOver = await(simulation, waitNanos) || waitNanos == leftNanos;
      if (!isOver) {
        Traffic now = simulation.traffic();
        System.out.println(now.line(before, report));
        before = now;
      }
    }
  }

  /** Waits; true if the command was told to stop. */
  private boolean await(Simulation simulation, long nanos)
      throws QuickstartException, InterruptedException {
    long deadlineNanos = System.nanoTime() + nanos;
    while (true) {
      QuickstartRun.check(simulation.end(), "cannot publish readings");
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return false;
      }
      if (stop.await(
          Math.min(leftNanos, TimeUnit.MILLISECONDS.toNanos(100)), TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
  }

  /** Only a partition's leader answers for its offsets; see {@link QuickstartTopics#create}. */
  private void awaitTopic(Map<String, Object> properties)
      throws QuickstartException, InterruptedException {
    try (Admin admin = Admin.create(properties)) {
      var described = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      if (described == null) {
        throw new QuickstartException("the broker does not describe the topic " + topic);
      }
      admin
          .listOffsets(
              described.partitions().stream()
                  .collect(
                      Collectors.toMap(
                          partition -> new TopicPartition(topic, partition.partition()),
                          partition -> OffsetSpec.latest())))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new QuickstartException("cannot use the topic " + topic, e);
    }
  }

  private static Producer<String, AccelerometerReading> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(
        properties, new StringSerializer(), TopicSerdes.accelerometerReading().serializer());
  }

  private RadioLink checkedLink() {
    require(
        wearers >= 1 && wearers <= MAX_WEARERS,
        "--wearers %s is not between 1 and " + MAX_WEARERS,
        wearers);
    require(
        rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ,
        "--rate %s is not between 10 and 1000",
        rateHz);
    require(
        samplesPerReading >= 1 && samplesPerReading <= MAX_SAMPLES,
        "--samples-per-reading %s is not between 1 and " + MAX_SAMPLES,
        samplesPerReading);
    require(!report.isZero(), "--report %s is not above 0", "0");
    try {
      return new RadioLink(loss, duplicates, delay, jitter);
    } catch (IllegalArgumentException e) {
      throw invalid("--" + e.getMessage());
    }
  }

  private void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw invalid(message.formatted(value));
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
