package io.kinetograph.streams.faults;

import io.kinetograph.streams.app.StreamCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code kinetograph stream} as a process of its own, that can be killed. */
final class AppProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private AppProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the app.
   *
   * @param folder that holds its settings and log
   * @param name of both; another one for every start
   * @param settings over the defaults
   */
  static AppProcess start(Path folder, String name, Map<String, String> settings)
      throws IOException {
    Path config = folder.resolve(name + ".properties");
    StringBuilder lines = new StringBuilder("http.port=0\n");
    new TreeMap<>(settings).forEach((key, value) -> lines.append(key + "=" + value + "\n"));
    Files.writeString(config, lines);
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Whoever is killed in a moment has no use for the best code.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamCommand.class.getName(),
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new AppProcess(process, log);
  }

  /** What it has said so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The state of Kafka Streams as last logged; empty before the first. */
  String state() {
    List<String> changes = log().lines().filter(line -> line.contains(" -> ")).toList();
    if (changes.isEmpty()) {
      return "";
    }
    String last = changes.get(changes.size() - 1);
    return last.substring(last.lastIndexOf(' ') + 1);
  }

  boolean isRunning() {
    return state().equals("RUNNING");
  }

  /**
   * Waits until it runs, or at least has a state.
   *
   * @param meanwhile goes on reading
   */
  void await(TopicReader meanwhile, boolean running) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (running ? !isRunning() : state().isEmpty()) {
      if (!isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("ended, or not running in time:\n" + log());
      }
      meanwhile.read(Duration.ofMillis(20));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it by SIGKILL: it cannot do anything about it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * Ends it by SIGTERM.
   *
   * @return its exit code
   */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not ended 60 s after SIGTERM:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
