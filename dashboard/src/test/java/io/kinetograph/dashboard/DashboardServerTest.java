// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.topic.SourceState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardServerTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\n\nevent: label\u2028\"'&\u202E";

  private static final List<String> SCRIPTS =
      List.of(
          "/dashboard.js",
          "/episodes.js",
          "/stream.js",
          "/stream-worker.js",
          "/subscription.js",
          "/texts.js",
          "/timeline.js");

  private final FedSource<Label> source = new FedSource<>();
  private final DashboardSettings settings =
      DashboardSettings.of("localhost:9092").withHostNames(List.of("wearables.example"));
  private final DashboardServer server =
      DashboardServer.start(settings, source, Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC));
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theSnapshotContainsEveryWearersLatestLabelAndHistory() throws Exception {
    source.feed(label("ben", 0, "sitting"));
    source.feed(label("anna", 0, "rowing"));
    source.feed(label("anna", 1, "jumping"));

    JsonNode snapshot = json.readTree(get("/api/wearers").body());

    assertThat(snapshot.get("now").asLong()).isEqualTo(NOW.toEpochMilli());
    assertThat(snapshot.get("forgetAfterMillis").asLong()).isEqualTo(600_000);
    assertThat(snapshot.get("wearers")).hasSize(2);
    JsonNode anna = snapshot.get("wearers").get(0);
    assertThat(anna.get("latest").get("wearer").asText()).isEqualTo("anna");
    assertThat(anna.get("latest").get("model").asText()).isEqualTo("2026.11.0");
    assertThat(anna.get("latest").get("probabilities"))
        .isEqualTo(json.readTree("{\"jumping\":0.75,\"standing\":0.25}"));
    assertThat(anna.get("history"))
        .isEqualTo(
            json.readTree(
                """
                [{"start":1795521600000,"end":1795521605000,"activity":"rowing",
                  "status":"KNOWN","confidence":0.75,"coverage":1.0},
                 {"start":1795521605000,"end":1795521610000,"activity":"jumping",
                  "status":"KNOWN","confidence":0.75,"coverage":1.0}]
                """));
  }

  @Test
  void theStreamStartsWithAStatusAndSendsEachLabelOnce() throws Exception {
    try (EventStream stream = EventStream.open(client, uri("/api/labels"))) {
      assertThat(json.readTree(stream.next("status")).get("ready").asBoolean()).isTrue();
      source.feed(label("anna", 0, "rowing"));
      source.feed(label("anna", 0, "rowing"));
      source.feed(label("ben", 0, "sitting"));

      JsonNode first = json.readTree(stream.next("label"));
      JsonNode second = json.readTree(stream.next("label"));

      assertThat(first.get("wearer").asText()).isEqualTo("anna");
      assertThat(first.get("segment").get("activity").asText()).isEqualTo("rowing");
      assertThat(first.get("receivedAt").asLong()).isEqualTo(NOW.toEpochMilli());
      assertThat(second.get("wearer").asText()).isEqualTo("ben");
    }
  }

  /** As one text, the labels of many wearers would fill the memory, with several copies of it. */
  @Test
  void theSnapshotIsSentWhileItIsWritten() throws Exception {
    String longName = "rowing-".repeat(40);
    for (int i = 0; i < 40_000; i++) {
      source.feed(label("w" + i % 1_000, i / 1_000, longName));
    }
    long length = answerLength();

    long before = allocatedByAllThreads();
    assertThat(answerLength()).isEqualTo(length).isGreaterThan(10_000_000);
    assertThat(allocatedByAllThreads() - before).isLessThan(3 * length);
  }

  /** Reads an answer without keeping it. */
  private long answerLength() throws IOException {
    try (InputStream body = uri("/api/wearers").toURL().openStream()) {
      byte[] buffer = new byte[1 << 16];
      long length = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        length += read;
      }
      return length;
    }
  }

  private static long allocatedByAllThreads() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  /** A web site whose name is resolved to 127.0.0.1 must not read what people do. */
  @Test
  void requestsByTheNameOfAnotherServerAreRejected() throws Exception {
    source.feed(label("anna", 0, "rowing"));
    for (String path : List.of("/api/wearers", "/api/labels", "/", "/dashboard.js", "/nothing")) {
      assertThat(answer(path, "evil.example:" + server.port()))
          .startsWith("HTTP/1.1 421 ")
          .endsWith(
              "'evil.example:%s' is not a name of this dashboard (option --host-names)\n"
                  .formatted(server.port()));
    }
    for (String host : List.of("localhost", "127.0.0.1:1", "[::1]", "wearables.example")) {
      assertThat(answer("/api/wearers", host)).startsWith("HTTP/1.1 200 ").contains("anna");
    }
  }

  /** Java's client does not send any Host header. */
  private String answer(String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.formatted(path, host).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** The page says so: this status differs from those of a proxy whose server is down. */
  @Test
  void theStreamRejectsOneListenerTooManyWithStatus429() throws Exception {
    List<EventStream> open = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        open.add(EventStream.open(client, uri("/api/labels")));
      }
      assertThat(get("/api/labels").statusCode()).isEqualTo(429);
    } finally {
      for (EventStream stream : open) {
        stream.close();
      }
    }
  }

  @Test
  void aSlowListenerDelaysNoOtherAndIsSentARefresh() throws Exception {
    HttpResponse<InputStream> stuck =
        client.send(
            HttpRequest.newBuilder(uri("/api/labels")).build(), BodyHandlers.ofInputStream());
    try (EventStream stream = EventStream.open(client, uri("/api/labels"))) {
      stream.next("status");
      for (int i = 0; i < 40_000; i++) {
        source.feed(label("w" + i % 100, i / 100, "rowing"));
      }
      source.feed(label("last", 0, "rowing"));

      JsonNode wearers = json.readTree(get("/api/wearers").body()).get("wearers");
      assertThat(wearers).hasSize(101);
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stuck.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines().anyMatch("event: refresh"::equals)).isTrue();
    }
  }

  @Test
  void treatsAHostileWearerIdAsTextEverywhere() throws Exception {
    try (EventStream stream = EventStream.open(client, uri("/api/labels"))) {
      stream.next("status");
      source.feed(label(HOSTILE, 0, "rowing"));

      assertThat(json.readTree(stream.next("label")).get("wearer").asText()).isEqualTo(HOSTILE);
    }
    HttpResponse<String> snapshot = get("/api/wearers");
    assertThat(header(snapshot, "Content-Type")).startsWith("application/json");
    assertThat(json.readTree(snapshot.body()).at("/wearers/0/latest/wearer").asText())
        .isEqualTo(HOSTILE);
    assertThat(get("/").body()).doesNotContain("onerror");
    for (String script : SCRIPTS) {
      assertThat(get(script).body())
          .as(script)
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain("eval(", "Function(");
    }
  }

  @Test
  void everyResponseHasTheSecurityHeaders() throws Exception {
    for (String path :
        List.of("/", "/dashboard.css", "/dashboard.js", "/api/wearers", "/health/live", "/none")) {
      HttpResponse<String> response = get(path);

      assertThat(header(response, "Content-Security-Policy"))
          .as(path)
          .startsWith("default-src 'self';")
          .doesNotContain("unsafe");
      assertThat(header(response, "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(header(response, "Referrer-Policy")).as(path).isEqualTo("no-referrer");
    }
    assertThat(header(get("/api/wearers"), "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void theBrowserIsAllowedToRunThePagesOneInlineScript() throws Exception {
    HttpResponse<String> page = get("/");
    List<MatchResult> scripts =
        Pattern.compile("<script>(.*?)</script>").matcher(page.body()).results().toList();
    assertThat(scripts).hasSize(1);
    byte[] script = scripts.get(0).group(1).getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(script);

    assertThat(header(page, "Content-Security-Policy"))
        .contains(
            "script-src 'self' 'sha256-%s';".formatted(Base64.getEncoder().encodeToString(hash)));
  }

  @Test
  void thePageLoadsNothingFromOtherHosts() throws Exception {
    assertThat(header(get("/"), "Content-Type")).startsWith("text/html");
    assertThat(header(get("/dashboard.css"), "Content-Type")).startsWith("text/css");
    for (String path : List.of("/", "/dashboard.css")) {
      assertLoadsNothingFromOtherHosts(path);
    }
    for (String script : SCRIPTS) {
      assertThat(header(get(script), "Content-Type")).startsWith("text/javascript");
      assertLoadsNothingFromOtherHosts(script);
    }
    assertThat(get("/none").statusCode()).isEqualTo(404);
    assertThat(get("/../label/Label.class").statusCode()).isNotEqualTo(200);
  }

  @Test
  void isReadyWhenItsSourceIsAndOtherwiseSaysWhy() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    source.report(new SourceState(false, false, "topic wearer.activity does not exist", 0, 3));

    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json.readTree(ready.body()).get("detail").asText())
        .isEqualTo("topic wearer.activity does not exist");
    assertThat(json.readTree(ready.body()).get("skipped").asLong()).isEqualTo(3);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void closingEndsOpenStreamsWithinSecondsAndMayBeRepeated() throws Exception {
    try (EventStream stream = EventStream.open(client, uri("/api/labels"))) {
      stream.next("status");
      long begun = System.nanoTime();

      server.close();
      server.close();

      stream.awaitEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      assertThat(source.isClosed()).isTrue();
      assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void reportsAPortInUseInOneSentence() {
    DashboardSettings same = settings.withAddress("127.0.0.1", server.port());
    FedSource<Label> unused = new FedSource<>();

    assertThatThrownBy(
            () -> DashboardServer.start(same, unused, Optional.empty(), Clock.systemUTC()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the dashboard cannot listen on 127.0.0.1:%s: ".formatted(server.port()));
    assertThat(unused.isClosed()).isTrue();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private void assertLoadsNothingFromOtherHosts(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.body())
        .as(path)
        .doesNotContain("http:", "https:", "style=", "onclick")
        // Absolute paths, which would not lead through a proxy's path.
        .doesNotContainPattern("[\"']/(api|[a-z-]+\\.(js|css|svg))");
  }

  private static Label label(String wearer, int segment, String activity) {
    return Labels.label(wearer, NOW.plusSeconds(5L * segment), activity, NOW);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
