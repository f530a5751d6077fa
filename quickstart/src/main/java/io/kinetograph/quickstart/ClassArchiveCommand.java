// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.quickstart.display.DelayOrigin;
import io.kinetograph.quickstart.display.LabelFeed;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.publish.Playback;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.ProductVersion;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.config.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code kinetograph class-archive}: runs the app as a process of its own on an embedded broker,
 * and has the JVM write the classes that it loaded into an archive. With Java 25 and newer it is an
 * AOT cache, which also has the profiles of the methods that ran (<a
 * href="https://openjdk.org/jeps/515">JEP 515</a>); before, a dynamic class-data archive (<a
 * href="https://openjdk.org/jeps/350">JEP 350</a>).
 *
 * <p>The archive gets its name only once it is complete: Java 17 crashes on an incomplete one.
 */
@Command(
    name = "kinetograph class-archive",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    description = {
      "Creates an archive of the app's classes, with which 'kinetograph stream' starts in about"
          + " 70% of the time.",
      "",
      "Takes about a minute: it runs the app with an embedded broker and simulated wearers. The"
          + " archive fits the Java version and the jars it was created with; with others, the JVM"
          + " ignores it. Create it again after an update of either."
    },
    footer = {
      "",
      "KINETOGRAPH_CLASS_ARCHIVE is the archive's folder (default: 'archive' in the"
          + " distribution), or 'off': then 'stream' uses no archive.",
      "",
      "Exit codes: 0 created, 1 failed, 2 invalid options."
    })
public final class ClassArchiveCommand implements Callable<Integer> {

  private static final String LAUNCHER = "KINETOGRAPH_LAUNCHER";
  private static final String ARCHIVE_FILE = "KINETOGRAPH_CLASS_ARCHIVE_FILE";
  private static final int FIRST_BROKER_PORT = 9092;
  private static final int AOT_CACHE_SINCE = 25;
  private static final int WEARERS = 4;

  /** So many labels that every part of the app has run a few times. */
  private static final int LABELS = 4 * WEARERS;

  private static final Duration LABEL_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration EXIT_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, String> environment;

  private ClassArchiveCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs the command and ends the process. The launcher names itself and the archive's file in
   * {@code KINETOGRAPH_LAUNCHER} and {@code KINETOGRAPH_CLASS_ARCHIVE_FILE}.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    System.exit(new CommandLine(new ClassArchiveCommand(System.getenv())).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    String launcher = environment.get(LAUNCHER);
    String file = environment.get(ARCHIVE_FILE);
    if (launcher == null || file == null) {
      System.err.println("start this command by bin/kinetograph, which knows where the archive is");
      return 1;
    }
    Path archive = Path.of(file).toAbsolutePath();
    Path log = archive.resolveSibling("class-archive.log");
    try {
      NativeFolder.checkTemporary();
      Files.createDirectories(folderOf(archive));
      create(Path.of(launcher), archive, log);
      Files.deleteIfExists(log);
      System.out.printf(
          Locale.ROOT,
          "created %s (%d MB): 'kinetograph stream' uses it from its next start%n",
          archive,
          Files.size(archive) >> 20);
      return 0;
    } catch (IOException | QuickstartException | InvalidSettingsException e) {
      System.err.println(PlainText.line("cannot create " + archive + ": " + e.getMessage()));
      if (Files.exists(log)) {
        System.err.println("what the app printed is in " + log);
      }
      return 1;
    }
  }

  private static void create(Path launcher, Path archive, Path log)
      throws IOException, QuickstartException, InvalidSettingsException, InterruptedException {
    Path incomplete = Files.createTempFile(folderOf(archive), "incomplete", ".archive");
    Files.delete(incomplete);
    int port = LocalPorts.firstFreeFrom(FIRST_BROKER_PORT);
    try (DataFolder folder = openAndLog();
        EmbeddedBroker broker = EmbeddedBroker.start(folder.broker(), port)) {
      String servers = broker.bootstrapServers();
      TopicSettings topics = Settings.of(Map.of("kafka.bootstrap.servers", servers)).topics();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        new QuickstartTopics(admin, topics).create();
      }
      Path config =
          Files.write(
              folder.state().resolveSibling("stream.properties"),
              List.of(
                  "kafka.bootstrap.servers=" + servers,
                  "kafka.state.dir=" + folder.state().toString().replace('\\', '/'),
                  "http.port=0"));
      Process app = start(launcher, config, incomplete, log);
      // If this process is terminated, the app would run on without its broker.
      Thread killer = new Thread(app::destroyForcibly);
      try {
        Runtime.getRuntime().addShutdownHook(killer);
        awaitLabels(app, servers, topics);
        stop(app);
      } finally {
        app.destroyForcibly().waitFor();
        removeHook(killer);
      }
      if (!Files.exists(incomplete)) {
        throw new QuickstartException("the JVM ended without writing it");
      }
      Files.move(incomplete, archive, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(incomplete);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process ends.
    }
  }

  private static DataFolder openAndLog() throws IOException {
    DataFolder folder =
        DataFolder.open(null, sentence -> System.err.println(PlainText.line(sentence)));
    folder.startLog();
    return folder;
  }

  private static Path folderOf(Path archive) {
    return Objects.requireNonNull(archive.getParent());
  }

  private static Process start(Path launcher, Path config, Path archive, Path log)
      throws IOException {
    String option =
        Runtime.version().feature() >= AOT_CACHE_SINCE
            ? "-XX:AOTCacheOutput="
            : "-XX:ArchiveClassesAtExit=";
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "stream", "--config=" + config)
            // The launcher splits options at blanks, and the folder's name may have some.
            .directory(folderOf(archive).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Settings.removeFrom(builder.environment());
    builder.environment().remove(LAUNCHER);
    builder.environment().remove(ARCHIVE_FILE);
    builder.environment().put("KINETOGRAPH_CLASS_ARCHIVE", "off");
    builder
        .environment()
        .merge("KINETOGRAPH_JAVA_OPTS", option + archive.getFileName(), (a, b) -> a + " " + b);
    return builder.start();
  }

  private static void awaitLabels(Process app, String servers, TopicSettings topics)
      throws IOException, QuickstartException, InterruptedException {
    RunClients clients = new RunClients(servers);
    Clock wallClock = Clock.systemUTC();
    Scoreboard published = new Scoreboard(DelayOrigin.SEGMENT_END, wallClock, null);
    long deadlineNanos = System.nanoTime() + LABEL_TIMEOUT.toNanos();
    try (WearerGroup wearers = WearerGroup.simulated(WEARERS, 1, Routine.PLAIN);
        LabelFeed feed =
            LabelFeed.start(
                clients.consumerFromEnd(
                    topics.output(), TopicSerdes.activityLabel().deserializer()),
                null,
                published,
                List.of(),
                wallClock);
        Producer<String, AccelerometerReading> producer = clients.readings();
        Playback playback =
            new Playback(
                wearers.motions(), producer, topics.input(), Pace.LIVE, wallClock, published)) {
      playback.start();
      while (published.labels() < LABELS) {
        QuickstartException.throwIfFailed(playback.end(), "the wearables failed");
        QuickstartException.throwIfFailed(feed.end(), "cannot read labels");
        if (app.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new QuickstartException("the app ended with exit code " + app.exitValue());
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new QuickstartException(
              String.format(
                  Locale.ROOT,
                  "the app wrote %d labels within %d s, and %d are needed",
                  published.labels(),
                  LABEL_TIMEOUT.toSeconds(),
                  LABELS));
        }
      }
    }
  }

  /** By SIGTERM, at which the JVM writes the archive. */
  private static void stop(Process app) throws QuickstartException, InterruptedException {
    app.destroy();
    if (!app.waitFor(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new QuickstartException(
          "the app did not end within " + EXIT_TIMEOUT.toSeconds() + " s");
    }
  }
}
