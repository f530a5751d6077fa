// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.streams.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process and its descendants, measured from outside: CPU time and peak memory by Linux's {@code
 * /proc}, the memory that a JVM has allocated by {@code jcmd}.
 */
final class MeasuredProcess implements AutoCloseable {

  /** Linux counts a process's time in hundredths of a second. */
  private static final double TICKS_A_SECOND = 100;

  private static final Pattern PEAK_MEMORY = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG])");
  private static final Map<String, Integer> UNIT_SHIFT = Map.of("B", 0, "K", 10, "M", 20, "G", 30);

  private final Process process;
  private final Path log;
  private final PrintWriter input;
  private final long startNanos = System.nanoTime();
  private final Thread killer;
  private volatile @Nullable RuntimeException failure;

  private MeasuredProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.input =
        new PrintWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts a process.
   *
   * @param log receives its standard error and, line by line, its standard output
   * @param lines is called with each line of its standard output
   * @throws IOException if it cannot be started
   */
  static MeasuredProcess start(
      List<String> command, Map<String, String> environment, Path log, Consumer<String> lines)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Settings.removeFrom(builder.environment());
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    MeasuredProcess started = new MeasuredProcess(builder.start(), log);
    Thread reader = new Thread(() -> started.read(lines), "output-of-" + log.getFileName());
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      // The process has ended.
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** When it was started, by the monotonic clock. */
  long startNanos() {
    return startNanos;
  }

  void writeLine(String line) {
    input.println(line);
  }

  /**
   * Checks that it runs.
   *
   * @throws IllegalStateException if it has ended, with the end of its log; or if its output could
   *     not be used
   */
  void checkAlive() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException("output of a process cannot be used: " + cause, cause);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "a process ended with exit code %d, see %s:%n%s",
              process.exitValue(),
              log,
              endOfLog()));
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  /** CPU time so far, of children that have ended too. */
  double cpuSeconds() {
    return pids().mapToDouble(MeasuredProcess::cpuSeconds).sum();
  }

  private Stream<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid);
  }

  private static double cpuSeconds(long pid) {
    String stat = proc(pid, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    // User and system time, its own and that of children it has waited for.
    List<String> afterName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return afterName.subList(11, 15).stream().mapToLong(Long::parseLong).sum() / TICKS_A_SECOND;
  }

  /** The most memory it ever had (resident set), in bytes. */
  long peakMemoryBytes() {
    return pids()
        .mapToLong(
            pid -> {
              Matcher peak = PEAK_MEMORY.matcher(proc(pid, "status"));
              return peak.find() ? Long.parseLong(peak.group(1)) << 10 : 0;
            })
        .sum();
  }

  private static String proc(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }

  /** What a JVM's living threads have allocated so far; NaN if this JDK has no {@code jcmd}. */
  double allocatedBytes() throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return Double.NaN;
    }
    try {
      Process dump =
          new ProcessBuilder(
                  jcmd.toString(), Long.toString(process.pid()), "Thread.print", "-e=true")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Matcher threads =
          ALLOCATED.matcher(
              new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      long bytes = 0;
      while (threads.find()) {
        bytes += Long.parseLong(threads.group(1)) << UNIT_SHIFT.getOrDefault(threads.group(2), 0);
      }
      return dump.waitFor() == 0 ? bytes : Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it: politely, and after 20 s by force. */
  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    input.close();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // This process ends too.
    }
  }
}
