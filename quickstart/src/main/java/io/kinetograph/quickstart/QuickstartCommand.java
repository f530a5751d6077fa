package io.kinetograph.quickstart;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.quickstart.app.FreshStart;
import io.kinetograph.quickstart.app.QuickstartSettings;
import io.kinetograph.quickstart.broker.BrokerException;
import io.kinetograph.quickstart.broker.LocalPort;
import io.kinetograph.quickstart.watch.DelayRule;
import io.kinetograph.quickstart.watch.LabelView;
import io.kinetograph.quickstart.watch.PredictionsFile;
import io.kinetograph.quickstart.watch.Scoreboard;
import io.kinetograph.quickstart.watch.Summary;
import io.kinetograph.quickstart.watch.SummaryText;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kinetograph quickstart}: everything in one process, to try it. */
@Command(
    name = "kinetograph quickstart",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Runs everything in one process: a Kafka broker, wearables, the app that labels what their"
          + " wearers do, a dashboard, and a table that compares the labels with the truth.",
      "",
      "Wearers are simulated, or recordings of the UCI Daily and Sports Activities data set are"
          + " replayed. Ctrl-C stops everything and prints a summary.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed or not one label for every segment, 2 wrong usage or settings."
    })
public final class QuickstartCommand implements Callable<Integer> {

  private static final int USUAL_PORT = 9092;
  private static final String LOGBACK_FILE = "logback.configurationFile";
  private static final Duration STOP = Duration.ofSeconds(60);

  private final CountDownLatch ended = new CountDownLatch(1);

  @Mixin private final WearerOptions wearers = new WearerOptions();

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Write every label of a replay to this CSV file.")
  private @Nullable Path predictions;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Stop the wearables after a time such as 60s or 5m (default: a replay ends with its"
              + " recordings, a simulation with Ctrl-C).")
  private @Nullable Duration duration;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The broker's port on 127.0.0.1 (default: the first free one from 9092).")
  private @Nullable Integer port;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = "${sys:user.home}/.kinetograph/quickstart",
      description =
          "Where the broker keeps its topics for the next start, and the log is written"
              + " (default: ~/.kinetograph/quickstart).")
  private Path dataFolder = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the app, such as model.file or segment.grace. Repeatable.")
  private Map<String, String> settings = Map.of();

  @Option(names = "--no-dashboard", description = "Do not start the dashboard.")
  private boolean noDashboard;

  @Option(names = "--plain", description = "Print lines instead of a table that redraws itself.")
  private boolean plain;

  private QuickstartCommand() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    System.exit(execute(args));
  }

  /** Runs the command; gives its exit code. */
  static int execute(String... args) {
    return new CommandLine(new QuickstartCommand()).execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      wearers.check();
      if (predictions != null && !wearers.isReplay()) {
        throw new WrongUsageException("--predictions is for --replay");
      }
      if (port != null && (port < 1 || port > 65_000)) {
        throw new WrongUsageException("--port " + port + " is not from 1 to 65000");
      }
      try (DataFolder folder = DataFolder.take(dataFolder);
          Wearers who = wearers.open();
          PredictionsFile file = predictions == null ? null : PredictionsFile.create(predictions)) {
        logTo(folder.log());
        return run(folder, who, file);
      }
    } catch (WrongUsageException | InvalidSettingsException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (FileSystemException e) {
      // Its message is the path alone; what is wrong with it is its class, mostly.
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      System.err.printf("%s cannot be used: %s%n", e.getFile(), reason);
      return 1;
    } catch (IOException
        | BrokerException
        | InvalidModelException
        | RunFailedException
        | KafkaException e) {
      System.err.println(e.getMessage());
      return 1;
    } finally {
      ended.countDown();
    }
  }

  /** The terminal is for the table. */
  private static void logTo(Path file) {
    System.setProperty("quickstart.log", file.toString());
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/kinetograph/quickstart/logback-quickstart.xml");
    }
  }

  private int run(DataFolder folder, Wearers who, @Nullable PredictionsFile file)
      throws IOException,
          InvalidSettingsException,
          BrokerException,
          InvalidModelException,
          RunFailedException,
          InterruptedException {
    Clock clock = Clock.systemUTC();
    Scoreboard scoreboard =
        new Scoreboard(
            wearers.pace().isLive() ? DelayRule.SEGMENT_END : DelayRule.ACKNOWLEDGED, clock);
    Terminal terminal = Terminal.ofProcess(plain);
    List<LabelView> views = new ArrayList<>();
    views.add(terminal.view(scoreboard, wearers.pace(), clock));
    if (file != null) {
      views.add(file);
    }
    Quickstart quickstart =
        new Quickstart(plan(folder, who, clock), scoreboard, views, terminal.out());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(quickstart), "stop"));
    try {
      quickstart.run();
    } finally {
      Summary summary = scoreboard.summary();
      if (summary.segments() > 0) {
        terminal.out().printf("%n%s", SummaryText.of(summary));
      }
    }
    return scoreboard.summary().isExactlyOnce() ? 0 : 1;
  }

  private Plan plan(DataFolder folder, Wearers who, Clock clock) throws InvalidSettingsException {
    int chosenPort = port == null ? LocalPort.freeFrom(USUAL_PORT) : port;
    String applicationId = FreshStart.applicationId(clock);
    return new Plan(
        folder.broker(),
        folder.state(),
        chosenPort,
        applicationId,
        QuickstartSettings.of(
            "127.0.0.1:" + chosenPort, applicationId, folder.state(), wearers.pace(), settings),
        who,
        wearers.pace(),
        Optional.ofNullable(duration),
        !noDashboard);
  }

  /** Ctrl-C: the process must not end before the run has. */
  private void stop(Quickstart quickstart) {
    quickstart.stop();
    try {
      var unused = ended.await(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
