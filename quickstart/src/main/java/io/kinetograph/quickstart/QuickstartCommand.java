// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.program.FilePath;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.quickstart.display.DelayOrigin;
import io.kinetograph.quickstart.display.LabelDisplay;
import io.kinetograph.quickstart.display.LabelLines;
import io.kinetograph.quickstart.display.LiveTable;
import io.kinetograph.quickstart.display.ProgressLines;
import io.kinetograph.quickstart.display.ReplayPredictions;
import io.kinetograph.quickstart.display.RunSummary;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.display.SummaryText;
import io.kinetograph.quickstart.display.Transitions;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.InvalidSettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code kinetograph quickstart}: Kinetograph in one process, to try it. */
@Command(
    name = "kinetograph quickstart",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    sortOptions = false,
    description = {
      "Runs everything in one process: a Kafka broker, wearables, the app that labels what their"
          + " wearers do, a dashboard, and a table that compares the labels with the ground truth.",
      "",
      "The wearers are simulated, or recordings of the UCI Daily and Sports Activities data set are"
          + " replayed. Ctrl-C stops everything and prints a summary.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 every segment has exactly one label, 1 a part failed or labels are missing or"
          + " repeated, 2 invalid options or settings."
    })
public final class QuickstartCommand implements Callable<Integer> {

  private static final int FIRST_BROKER_PORT = 9092;
  private static final int HIGHEST_BROKER_PORT = 65_000;
  private static final String LOGBACK_FILE = "logback.configurationFile";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @Spec private @Nullable CommandSpec spec;

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
      description =
          "Keep the broker's topics and the log in this folder; a second run adds to them (default:"
              + " a temporary folder, deleted at the end).")
  private @Nullable Path dataDir;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the app, such as model.file or segment.grace. Repeatable.")
  private Map<String, String> settings = Map.of();

  @Option(names = "--no-dashboard", description = "Do not start the dashboard.")
  private boolean noDashboard;

  @Option(names = "--plain", description = "Print lines instead of a live table.")
  private boolean plain;

  private QuickstartCommand() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    System.exit(execute(args));
  }

  /** Runs the command; returns its exit code. */
  static int execute(String... args) {
    return new CommandLine(new QuickstartCommand())
        .registerConverter(Path.class, FilePath::ofOption)
        .setParameterExceptionHandler(QuickstartCommand::usageError)
        .execute(args);
  }

  /** Not the help itself, whose many options would push the error out of sight. */
  private static int usageError(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    // Picocli doubles the word for options of the form KEY=VALUE.
    String message = String.valueOf(e.getMessage()).replace("option option", "option");
    err.println(PlainText.line(message));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See 'kinetograph quickstart --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    // Before the temporary folder is created, so that Ctrl-C never leaves it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      NativeFolder.checkTemporary();
      return run();
    } catch (InvalidSettingsException e) {
      complain(e.getMessage());
      return 2;
    } catch (FileSystemException e) {
      complain("cannot use %s: %s".formatted(e.getFile(), reason(e)));
      return 1;
    } catch (IOException e) {
      complain(e.getMessage());
      return 1;
    } finally {
      ended.countDown();
    }
  }

  private static void complain(@Nullable String sentence) {
    System.err.println(PlainText.line(String.valueOf(sentence)));
  }

  /** The message of such an exception is only the path; often its class alone has the reason. */
  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "access denied";
    } else if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof FileAlreadyExistsException) {
      return "a file of this name exists already";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  private int run() throws IOException, InvalidSettingsException, InterruptedException {
    try (DataFolder folder = DataFolder.open(dataDir);
        WearerGroup group = wearers.open();
        ReplayPredictions file =
            predictions == null ? null : ReplayPredictions.create(predictions)) {
      logTo(folder.log());
      try {
        int exitCode = run(folder, group, file);
        if (exitCode != 0) {
          keepLog(folder);
        }
        return exitCode;
      } catch (RuntimeException e) {
        // Unexpected, so the log says more about it than anything else.
        keepLog(folder);
        throw e;
      }
    }
  }

  private static void keepLog(DataFolder folder) {
    folder.keepLog();
    System.err.println("The log is in " + folder.log());
  }

  private void checkOptions() {
    String conflict = wearers.conflict();
    if (conflict == null && predictions != null && !wearers.isReplay()) {
      conflict = "--predictions needs --replay";
    }
    if (conflict == null && port != null && (port < 1 || port > HIGHEST_BROKER_PORT)) {
      conflict =
          String.format(
              Locale.ROOT, "--port %d is not between 1 and %d", port, HIGHEST_BROKER_PORT);
    }
    if (conflict != null && spec != null) {
      throw new ParameterException(spec.commandLine(), conflict);
    }
  }

  /** Logs go to a file: the terminal is for what a command prints. */
  static void logTo(Path file) {
    System.setProperty("quickstart.log", file.toString());
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/kinetograph/quickstart/logback-quickstart.xml");
    }
  }

  private int run(DataFolder folder, WearerGroup group, @Nullable ReplayPredictions file)
      throws IOException, InvalidSettingsException, InterruptedException {
    Clock wallClock = Clock.systemUTC();
    RunSettings run = runSettings(folder, group, wallClock);
    Scoreboard scoreboard =
        new Scoreboard(
            run.pace().isLive() ? DelayOrigin.SEGMENT_END : DelayOrigin.ACKNOWLEDGED,
            wallClock,
            transitions(run));
    try (Terminal terminal = plain || !Ansi.AUTO.enabled() ? null : terminal()) {
      List<LabelDisplay> displays = new ArrayList<>();
      if (terminal != null) {
        displays.add(new LiveTable(terminal, scoreboard, wallClock));
      } else if (run.pace().isUnbounded()) {
        displays.add(new ProgressLines(System.out, scoreboard, wallClock));
      } else {
        displays.add(new LabelLines(System.out));
      }
      if (file != null) {
        displays.add(file);
      }
      return run(new QuickstartRun(run, scoreboard, displays, System.out, stop), scoreboard);
    }
  }

  /** Recorded subjects do each activity for 5 minutes; when they change is not of interest. */
  private @Nullable Transitions transitions(RunSettings run) {
    return wearers.isReplay() || run.app().topics().episodes() == null
        ? null
        : new Transitions(run.app().episodes().lag());
  }

  private int run(QuickstartRun run, Scoreboard scoreboard) throws InterruptedException {
    boolean failed = false;
    try {
      run.run();
    } catch (QuickstartException | InvalidModelException | KafkaException e) {
      if (isStoppedAtStart(run, scoreboard)) {
        return 0;
      }
      failed = true;
      complain(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      if (isStoppedAtStart(run, scoreboard)) {
        return 0;
      }
      throw e;
    }
    RunSummary summary = scoreboard.summary();
    if (summary.segments() > 0) {
      System.out.printf("%n%s", SummaryText.of(summary));
    } else if (!failed && !run.isStopped()) {
      System.out.printf(
          Locale.ROOT,
          "%nNo segment was published completely, so there is no summary. A segment takes %d s:"
              + " choose a longer --duration, such as 60s.%n",
          Segment.LENGTH_MICROS / 1_000_000);
    }
    return failed || !summary.isExactlyOnce() ? 1 : 0;
  }

  /**
   * Whether Ctrl-C explains a failure: Kafka and ONNX Runtime need shutdown hooks, so they cannot
   * start while the process ends.
   */
  private static boolean isStoppedAtStart(QuickstartRun run, Scoreboard scoreboard) {
    return run.isStopped() && scoreboard.summary().segments() == 0;
  }

  private static Terminal terminal() throws IOException {
    return TerminalBuilder.builder().name("kinetograph").nativeSignals(false).build();
  }

  private RunSettings runSettings(DataFolder folder, WearerGroup group, Clock wallClock)
      throws InvalidSettingsException {
    int brokerPort = port == null ? LocalPorts.firstFreeFrom(FIRST_BROKER_PORT) : port;
    // A new id for each run: the app must not continue where an earlier run in the same data folder
    // ended, because a recording that is replayed again would be late.
    String applicationId =
        "kinetograph-quickstart-" + Long.toString(wallClock.millis(), Character.MAX_RADIX);
    return new RunSettings(
        folder.broker(),
        brokerPort,
        applicationId,
        RunSettings.app(brokerPort, applicationId, folder.state(), wearers.pace(), settings),
        group,
        wearers.pace(),
        Optional.ofNullable(duration),
        !noDashboard);
  }

  /** On Ctrl-C the process must not end before the run has. */
  private void stop() {
    stop.countDown();
    try {
      var unused = ended.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
