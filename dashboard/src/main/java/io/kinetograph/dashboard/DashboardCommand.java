// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.HostNames;
import io.kinetograph.program.LogFormat;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.program.WebAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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

  @Mixin private final ClientOptions clients = new ClientOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

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
              clients.kafka(bootstrapServers),
              topic,
              Optional.of(episodesTopic).filter(name -> !name.isEmpty()),
              clients.registry(),
              host,
              port,
              HostNames.parse(hostNames),
              DashboardSettings.DEFAULT_HISTORY_PER_WEARER,
              DashboardSettings.DEFAULT_FORGET_AFTER));
    } catch (IllegalArgumentException e) {
      throw OptionErrors.of(spec, e);
    }
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
