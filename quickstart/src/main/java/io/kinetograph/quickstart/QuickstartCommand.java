// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.quickstart.display.DelayOrigin;
import io.kinetograph.quickstart.display.LabelDisplay;
import io.kinetograph.quickstart.display.ReplayPredictions;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.display.Screen;
import io.kinetograph.quickstart.display.Transitions;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.InvalidSettingsException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final CountDownLatch stop = new CountDownLatch(1);

  @Spec private CommandSpec spec = CommandSpec.create();

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
    StopSignal signal = StopSignal.handle(stop, STOP_TIMEOUT);
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
      signal.stopped();
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
    try (DataFolder folder = DataFolder.open(dataDir, QuickstartCommand::complain);
        WearerGroup group = wearers.open()) {
      folder.startLog();
      try {
        int exitCode = run(folder, group);
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
    try {
      wearers.check();
    } catch (IllegalArgumentException e) {
      throw OptionErrors.of(spec, e);
    }
    if (predictions != null && !wearers.isReplay()) {
      throw invalid("--predictions needs --replay");
    }
    if (port != null && (port < 1 || port > HIGHEST_BROKER_PORT)) {
      throw invalid("--port " + port + " is not between 1 and " + HIGHEST_BROKER_PORT);
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int run(DataFolder folder, WearerGroup group)
      throws IOException, InvalidSettingsException, InterruptedException {
    Clock wallClock = Clock.systemUTC();
    RunSettings run =
        RunSettings.of(
            folder,
            port == null ? LocalPorts.firstFreeFrom(FIRST_BROKER_PORT) : port,
            settings,
            group,
            wearers.pace(),
            Optional.ofNullable(duration),
            !noDashboard,
            wallClock);
    Scoreboard scoreboard =
        new Scoreboard(
            run.pace().isLive() ? DelayOrigin.SEGMENT_END : DelayOrigin.ACKNOWLEDGED,
            wallClock,
            transitions(run));
    PrintStream out = System.out;
    try (ReplayPredictions file =
            predictions == null ? null : ReplayPredictions.create(predictions);
        Screen screen =
            plain || !Ansi.AUTO.enabled()
                ? Screen.lines(out, run.pace(), scoreboard, wallClock)
                : Screen.table(scoreboard, wallClock)) {
      List<LabelDisplay> displays =
          file == null ? List.of(screen.display()) : List.of(screen.display(), file);
      return new ReportedRun(
              new QuickstartRun(run, scoreboard, displays, out, stop),
              scoreboard,
              out,
              QuickstartCommand::complain)
          .run();
    }
  }

  /** Recorded subjects do each activity for 5 minutes; when they change is not of interest. */
  private @Nullable Transitions transitions(RunSettings run) {
    return wearers.isReplay() || run.app().topics().episodes() == null
        ? null
        : new Transitions(run.app().episodes().lag());
  }
}
