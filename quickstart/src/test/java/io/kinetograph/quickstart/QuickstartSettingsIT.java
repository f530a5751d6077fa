// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the app that concern other parts of the quickstart too. */
@Timeout(300)
class QuickstartSettingsIT {

  private static final Pattern DASHBOARD = Pattern.compile("dashboard  (http://\\S+)");

  @TempDir private Path folder = Path.of("");

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void anAddressOfAnotherMachineIsNamedInASentence() {
    int exitCode = execute("--no-dashboard", "--set=http.host=192.0.2.1", "--set=http.port=0");

    assertThat(exitCode).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains(
            "the metrics cannot be served: 192.0.2.1:0 (settings http.host and http.port) cannot"
                + " be listened on: ")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void labelsAndEpisodesAreReadWithTheRegistryOfTheApp() throws Exception {
    HttpServer registry = registry();
    try {
      String url = "http://127.0.0.1:" + registry.getAddress().getPort();
      CompletableFuture<Integer> run =
          CompletableFuture.supplyAsync(
              () -> execute("--set=registry.url=" + url, "--set=http.port=0"));

      boolean isShown = false;
      while (!isShown && !run.isDone()) {
        isShown = wearers().contains("\"activity\"");
        Thread.sleep(200);
      }

      // The folder is deleted after the test, so the broker must have ended.
      assertThat(run.get(3, TimeUnit.MINUTES)).as(output()).isZero();
      assertThat(isShown).as("the dashboard shows a label").isTrue();
      assertThat(output()).containsPattern("labels +[1-9][0-9]*: one for every segment");
    } finally {
      registry.stop(0);
    }
  }

  private int execute(String... options) {
    String[] all = Arrays.copyOf(options, options.length + 4);
    all[options.length] = "--wearers=2";
    all[options.length + 1] = "--duration=21s";
    all[options.length + 2] = "--plain";
    all[options.length + 3] = "--data-dir=" + folder.resolve("data");
    return QuickstartCommand.execute(all);
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8) + errors.toString(StandardCharsets.UTF_8);
  }

  /** What the dashboard knows of them; nothing before it has started. */
  private String wearers() throws InterruptedException {
    Matcher dashboard = DASHBOARD.matcher(output());
    if (!dashboard.find()) {
      return "";
    }
    URI wearers = URI.create(dashboard.group(1).replaceAll("/$", "") + "/api/wearers");
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(wearers).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }

  /** Registers every schema; the body of the request with a schema is also that of its answer. */
  private static HttpServer registry() throws IOException {
    List<String> schemas = new CopyOnWriteArrayList<>();
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = 200;
            String answer;
            if (path.endsWith("/versions")) {
              schemas.add(body);
              answer = "{\"id\":" + schemas.indexOf(body) + "}";
            } else if (path.startsWith("/schemas/ids/")) {
              answer = schemas.get(Integer.parseInt(path.substring("/schemas/ids/".length())));
            } else {
              status = 404;
              answer = "{\"error_code\":40401,\"message\":\"not found\"}";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    registry.start();
    return registry;
  }
}
