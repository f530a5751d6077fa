package io.kinetograph.streams;

import io.javalin.util.JavalinException;
import io.kinetograph.streams.classify.InvalidModelException;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.operations.OperationsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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

/** {@code kinetograph stream}: labels what comes in on a Kafka cluster until it is told to stop. */
@Command(
    name = "kinetograph stream",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    description = "Labels the readings on a Kafka cluster until it is stopped (SIGTERM, Ctrl-C).",
    footer = {
      "",
      "Settings come from the defaults, over them the file's, the environment's",
      "(KINETOGRAPH_SEGMENT_GRACE) and the system properties' (kinetograph.segment.grace).",
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

  private StreamCommand() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/kinetograph/streams/logback-stream.xml");
    }
    System.exit(new CommandLine(new StreamCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Logger log = LoggerFactory.getLogger(StreamCommand.class);
    Settings settings;
    try {
      settings = Settings.load(Optional.ofNullable(config));
    } catch (InvalidSettingsException e) {
      log.error("{}", e.getMessage());
      return 2;
    }
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (StreamsApp app = StreamsApp.start(settings, registry);
        OperationsServer operations = OperationsServer.start(settings.http(), app, registry)) {
      log.info("metrics and health on http://{}:{}", settings.http().host(), operations.port());
      Thread stop = new Thread(app::close, "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      app.awaitEnd();
      return 0;
    } catch (ExecutionException e) {
      return 1;
    } catch (InvalidModelException | KafkaException | JavalinException e) {
      log.error("{}", e.getMessage());
      return 1;
    }
  }
}
