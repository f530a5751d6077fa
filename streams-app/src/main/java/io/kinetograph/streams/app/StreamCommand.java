// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.javalin.util.JavalinException;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.program.FilePath;
import io.kinetograph.program.LogFormat;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.program.WebAddress;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.operations.OperationsServer;
import io.kinetograph.streams.preflight.KafkaErrorText;
import io.kinetograph.streams.serving.ModelLoad;
import io.kinetograph.streams.tracing.InvalidTracingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kinetograph stream}: labels the readings on a Kafka cluster until it is stopped. */
@Command(
    name = "kinetograph stream",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    description = "Labels the readings on a Kafka cluster until it is stopped (SIGTERM, Ctrl-C).",
    footer = {
      "",
      "Settings are read from the defaults, the file, the environment",
      "(KINETOGRAPH_SEGMENT_GRACE) and the system properties (kinetograph.segment.grace);",
      "a later source overrides an earlier one.",
      "docs/configuration.md lists them all.",
      "",
      "Exit codes: 143 or 130 stopped (by SIGTERM or Ctrl-C), 1 failed, 2 wrong usage or settings."
    })
public final class StreamCommand implements Callable<Integer> {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "A properties file with settings.")
  private @Nullable Path config;

  private final AppStart start;

  /** How the app is started; tests use another classifier. */
  interface AppStart {
    StreamsApp start(Settings settings, MeterRegistry registry, ModelLoad load)
        throws InvalidModelException;
  }

  StreamCommand(AppStart start) {
    this.start = start;
  }

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    System.exit(run(StreamsApp::start, args));
  }

  static int run(AppStart start, String... args) {
    Optional<String> error = LogFormat.configure("io/kinetograph/streams/logback-stream.xml");
    CommandLine command =
        new CommandLine(new StreamCommand(start)).registerConverter(Path.class, FilePath::ofOption);
    if (error.isPresent()) {
      command.getErr().println(error.get());
      return 2;
    }
    return command.execute(args);
  }

  @Override
  public Integer call() {
    Logger log = LoggerFactory.getLogger(StreamCommand.class);
    try (GracefulShutdown termination = GracefulShutdown.ofThisThread()) {
      try {
        run(Settings.load(Optional.ofNullable(config)), log);
        return 0;
      } catch (InvalidSettingsException e) {
        log.error("{}", e.getMessage());
        return 2;
      } catch (ExecutionException e) {
        // What ended the app has logged its reason.
        return 1;
      } catch (InterruptedException
          | IOException
          | InvalidModelException
          | RuntimeException
          | Error e) {
        if (termination.isRequested()) {
          log.debug("terminated", e);
          return 0;
        }
        if (isExpected(e)) {
          log.error("{}", sentence(e));
        } else {
          log.error("unexpected error, the process ends: {}", e.toString(), e);
        }
        return 1;
      }
    }
  }

  /** Whether the message alone tells an operator what to do, without a stack trace. */
  private static boolean isExpected(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof InvalidModelException
        || failure instanceof InvalidTracingException
        || failure instanceof KafkaException
        || failure instanceof JavalinException;
  }

  /** Kafka's own exception of this class says what failed, and only its causes say why. */
  private static String sentence(Throwable failure) {
    return failure.getClass() == KafkaException.class
        ? KafkaErrorText.sentence(failure)
        : String.valueOf(failure.getMessage());
  }

  private void run(Settings settings, Logger log)
      throws InvalidSettingsException,
          IOException,
          InvalidModelException,
          ExecutionException,
          InterruptedException {
    SampleHeap.warning(settings.samples(), Runtime.getRuntime().maxMemory()).ifPresent(log::warn);
    NativeFolder.checkTemporary();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AppHealth health = new AppHealth();
    // It answers before the app starts, so that a probe finds the process alive while the brokers
    // do not answer yet.
    try (ModelLoad load = ModelLoad.begin(settings.model(), settings.batch().size());
        OperationsServer operations = OperationsServer.start(settings.http(), health, registry);
        StreamsApp app = startedAfter(operations, settings, registry, load, log)) {
      health.started(app);
      app.awaitEnd();
    }
  }

  private StreamsApp startedAfter(
      OperationsServer operations,
      Settings settings,
      MeterRegistry registry,
      ModelLoad load,
      Logger log)
      throws InvalidModelException {
    log.info("metrics and health on {}", WebAddress.url(settings.http().host(), operations.port()));
    try {
      return start.start(settings, registry, load);
    } catch (InvalidModelException | RuntimeException | Error e) {
      // Kafka's clients leave the thread interrupted, and the server could not stop in order.
      var unused = Thread.interrupted();
      throw e;
    }
  }
}
