// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.awaitility.Awaitility.await;

import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real schema registry, Apicurio's, in a process of its own that keeps its data in memory. */
final class RegistryProcess {

  private static final Path UNPACKED = Path.of("target/registry");
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final Process process;
  private final String url;

  private RegistryProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Starts a registry that accepts only fully compatible versions, on a free port. */
  static RegistryProcess start(Path folder) throws Exception {
    Path jar;
    try (var files = Files.list(UNPACKED)) {
      jar = files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
    }
    Path log = folder.resolve("registry.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-jar",
                jar.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    RegistryProcess registry = new RegistryProcess(process, address(process, log));
    registry.ask("PUT", "/config", "{\"compatibility\":\"FULL_TRANSITIVE\"}");
    return registry;
  }

  private static String address(Process process, Path log) throws Exception {
    await("the registry's address")
        .atMost(Duration.ofMinutes(3))
        .until(() -> !process.isAlive() || LISTENING.matcher(Files.readString(log)).find());
    Matcher listening = LISTENING.matcher(Files.readString(log));
    if (!listening.find()) {
      throw new IllegalStateException("the registry does not start: " + Files.readString(log));
    }
    return listening.group(1) + "/apis/ccompat/v7";
  }

  String url() {
    return url;
  }

  RegistrySettings settings() {
    return new RegistrySettings(
        List.of(URI.create(url)), RegistryLogin.none(), true, Duration.ofSeconds(30));
  }

  /** Registers a schema, as a producer of the topic would, and returns its id. */
  int register(String subject, String schema) throws Exception {
    String text = schema.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    String answer =
        ask("POST", "/subjects/" + subject + "/versions", "{\"schema\":\"%s\"}".formatted(text));
    return id(answer);
  }

  /** The id of a subject's latest version. */
  int latest(String subject) throws Exception {
    return id(ask("GET", "/subjects/" + subject + "/versions/latest", ""));
  }

  private static int id(String answer) {
    Matcher id = ID.matcher(answer);
    if (!id.find()) {
      throw new IllegalStateException("no id: " + answer);
    }
    return Integer.parseInt(id.group(1));
  }

  private String ask(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + path))
                    .header("Content-Type", MEDIA_TYPE)
                    .method(method, BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%s %s: %d %s", method, path, response.statusCode(), response.body()));
    }
    return response.body();
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
