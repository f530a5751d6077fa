// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.HostNames;
import io.kinetograph.program.LogFormat;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.program.PropertiesFile;
import io.kinetograph.program.WebAddress;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs a dashboard until the process is stopped.
 *
 * <p>Exit codes: 0 for help, 1 if it cannot run, 2 for wrong usage. A process that a signal ends
 * has the signal's code.
 */
@Command(
    name = "kinetograph dashboard",
    description = "Shows, live and in the browser, what each wearer does.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DashboardCommand implements Callable<Integer> {

  private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "Kafka's address. Required here or in the file of --kafka-config.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = DashboardSettings.DEFAULT_TOPIC,
      description = "The topic of activity labels (default: ${DEFAULT-VALUE}).")
  private String topic = DashboardSettings.DEFAULT_TOPIC;

  @Option(
      names = "--episodes-topic",
      paramLabel = "TOPIC",
      defaultValue = DashboardSettings.DEFAULT_EPISODES_TOPIC,
      description = "The topic of episodes (default: ${DEFAULT-VALUE}). Empty: show labels only.")
  private String episodesTopic = DashboardSettings.DEFAULT_EPISODES_TOPIC;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = DashboardSettings.DEFAULT_HOST,
      description =
          "The interface to listen on (default: ${DEFAULT-VALUE}). There is no login:"
              + " anyone who can connect sees every wearer's activity.")
  private String host = DashboardSettings.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "The port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host-names",
      paramLabel = "NAME,...",
      defaultValue = "",
      description =
          "While --host is an address of loopback: names besides localhost and 127.0.0.1 that"
              + " requests may have in the header Host. A proxy may pass on its own name.")
  private String hostNames = "";

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "A properties file for Kafka's consumer, for TLS and SASL.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A property for Kafka's consumer; overrides the file's. Repeatable.")
  private Map<String, String> kafka = Map.of();

  @Option(
      names = "--registry-url",
      paramLabel = "URL,...",
      description =
          "A Confluent-compatible schema registry, for records in Confluent's wire format. May"
              + " also be in the file of --registry-config.")
  private @Nullable String registryUrl;

  @Option(
      names = "--registry-config",
      paramLabel = "FILE",
      description =
          "A properties file with registry.url, registry.user, registry.password, registry.token;"
              + " other keys are ignored.")
  private @Nullable Path registryConfig;

  @Spec private @Nullable CommandSpec spec;

  private final CountDownLatch stopped;

  DashboardCommand(CountDownLatch stopped) {
    this.stopped = stopped;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    ProgramLocale.makeIndependent();
    // Set here and not in the jar: other processes with this jar have their own configuration.
    Optional<String> error = LogFormat.configure("io/kinetograph/dashboard/logback-dashboard.xml");
    CommandLine command = commandLine(new CountDownLatch(1));
    if (error.isPresent()) {
      command.getErr().println(error.get());
      System.exit(ExitCode.USAGE);
    }
    System.exit(command.execute(args));
  }

  /**
   * The command, ready to execute.
   *
   * @param stopped ends the dashboard once it is counted down
   */
  static CommandLine commandLine(CountDownLatch stopped) {
    String version = DashboardCommand.class.getPackage().getImplementationVersion();
    CommandLine command = new CommandLine(new DashboardCommand(stopped));
    command.getCommandSpec().version(version == null ? "unpackaged" : version);
    return command
        .registerConverter(Path.class, FilePath::ofOption)
        .setParameterExceptionHandler(
            (e, args) -> fail(e.getCommandLine(), ExitCode.USAGE, e.getMessage()))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> fail(line, ExitCode.SOFTWARE, e.getMessage()));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (DashboardServer server = start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "dashboard-stop"));
      Logger log = LoggerFactory.getLogger(DashboardCommand.class);
      checkNativeFolder(log);
      log.info("the dashboard is at {}/", WebAddress.url(host, server.port()));
      stopped.await();
    }
    return ExitCode.OK;
  }

  /** Labels need no native library, unless the output topic is compressed with one of these. */
  private static void checkNativeFolder(Logger log) {
    try {
      NativeFolder.checkTemporary();
    } catch (IOException e) {
      log.warn("labels compressed with zstd or snappy cannot be read: {}", e.getMessage());
    }
  }

  private DashboardServer start() throws IOException {
    try {
      return DashboardServer.start(
          new DashboardSettings(
              kafkaProperties(),
              topic,
              Optional.of(episodesTopic).filter(name -> !name.isEmpty()),
              registry(),
              host,
              port,
              HostNames.parse(hostNames),
              DashboardSettings.DEFAULT_HISTORY_PER_WEARER,
              DashboardSettings.DEFAULT_FORGET_AFTER));
    } catch (IllegalArgumentException e) {
      if (spec == null) {
        throw e;
      }
      throw OptionErrors.of(spec, e);
    }
  }

  private Map<String, String> kafkaProperties() throws IOException {
    Map<String, String> all = new HashMap<>();
    if (kafkaConfig != null) {
      all.putAll(read(kafkaConfig));
    }
    all.putAll(kafka);
    if (bootstrapServers != null) {
      all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
    return all;
  }

  private Optional<RegistrySettings> registry() throws IOException {
    Map<String, String> file = registryConfig == null ? Map.of() : read(registryConfig);
    String url = registryUrl == null ? file.getOrDefault("registry.url", "") : registryUrl;
    if (url.isBlank()) {
      if (registryConfig != null) {
        throw new IllegalArgumentException("registry.url is missing in " + registryConfig);
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RegistrySettings(
              RegistrySettings.urls(url),
              RegistryLogin.of(
                  present(file, "registry.user"),
                  present(file, "registry.password"),
                  present(file, "registry.token")),
              false,
              REGISTRY_TIMEOUT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("registry." + e.getMessage(), e);
    }
  }

  private static Optional<String> present(Map<String, String> file, String key) {
    return Optional.ofNullable(file.get(key)).filter(value -> !value.isEmpty());
  }

  private static Map<String, String> read(Path path) throws IOException {
    Properties file;
    try {
      file = PropertiesFile.read(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such file: " + path, e);
    }
    Map<String, String> all = new HashMap<>();
    file.stringPropertyNames().forEach(key -> all.put(key, file.getProperty(key)));
    return all;
  }

  private static int fail(CommandLine line, int code, @Nullable String sentence) {
    PrintWriter err = line.getErr();
    // Picocli doubles the word for options of the form KEY=VALUE.
    String message = String.valueOf(sentence).replace("option option", "option");
    err.println("dashboard: " + PlainText.line(message));
    if (code == ExitCode.USAGE) {
      err.println("Try --help.");
    }
    err.flush();
    return code;
  }
}
