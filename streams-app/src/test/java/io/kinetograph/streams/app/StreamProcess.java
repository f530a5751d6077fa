package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** {@code kinetograph stream} as a process of its own, with all that it writes. */
final class StreamProcess implements AutoCloseable {

  static final int SIGTERM = 128 + 15;

  private static final Pattern ADDRESS = Pattern.compile("metrics and health on (http://\\S+)");
  private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at |^Caused by");

  private final Process process;
  private final Path log;

  private StreamProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it with a tiny model, a free port for HTTP and its state in the folder.
   *
   * @param main the class with the main method
   * @param settings over the defaults
   */
  static StreamProcess start(Path folder, Class<?> main, Map<String, String> settings)
      throws IOException {
    Path model = folder.resolve("tiny.onnx");
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "http.port",
                "0",
                "model.file",
                new TinyModel().write(model).toString(),
                "kafka.num.stream.threads",
                "2",
                "kafka.state.dir",
                folder.resolve("state").toString()));
    all.putAll(settings);
    Properties properties = new Properties();
    properties.putAll(all);
    Path config = folder.resolve("app.properties");
    try (var writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName(),
                    "--config",
                    config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new StreamProcess(process, log);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the log has the text. */
  void awaitLog(String text) throws InterruptedException {
    await(text, () -> log().contains(text));
  }

  /** Waits until it is so; fails if the process ends before. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("alive while waiting for: %s%n%s", what, log()).isTrue();
      assertThat(System.nanoTime()).as("waiting for: %s%n%s", what, log()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  /** What it answers; waits until the log tells its address. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    awaitLog("metrics and health on");
    return get(URI.create(address() + path));
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private String address() {
    var address = ADDRESS.matcher(log());
    assertThat(address.find()).as(log()).isTrue();
    return address.group(1);
  }

  void terminate() {
    process.destroy();
  }

  /** Waits for the end. */
  int exitCode(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
        .as("ended within %s%n%s", patience, log())
        .isTrue();
    return process.exitValue();
  }

  /** The app's only line of level ERROR; fails if there are more, or a stack trace. */
  String onlyError() {
    String error = onlyErrorOfOurs();
    assertThat(log()).doesNotContainPattern(STACK_TRACE);
    return error;
  }

  /**
   * The app's only line of level ERROR, whatever Kafka's classes have logged; fails if there are
   * more.
   */
  String onlyErrorOfOurs() {
    List<String> errors =
        log().lines().filter(line -> line.matches(".* ERROR .* i\\.k\\.s\\..*")).toList();
    assertThat(errors).as(log()).hasSize(1);
    return errors.get(0);
  }

  /** Fails if it has complained. */
  void assertCleanLog() {
    assertThat(log()).doesNotContain(" ERROR ").doesNotContainPattern(STACK_TRACE);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
