// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.util.JavalinException;
import io.kinetograph.streams.config.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationsServerTest {

  private static final class SettableState implements AppState {
    private boolean ready;
    private boolean alive = true;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public String state() {
      return "REBALANCING";
    }

    @Override
    public Map<String, Object> info() {
      return Map.of("model", Map.of("version", "tiny-1"));
    }
  }

  private final SettableState state = new SettableState();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperationsServer server =
      OperationsServer.start(
          new HttpSettings("127.0.0.1", 0, List.of("wearables.example")), state, registry);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void healthFollowsTheAppAndContainsItsState() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("\"DOWN\"").contains("REBALANCING");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    state.ready = true;
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    state.alive = false;
    assertThat(get("/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void metricsAreInPrometheusTextFormat() throws Exception {
    registry.counter("kinetograph.readings", "result", "accepted").increment(3);

    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body()).contains("kinetograph_readings_total{result=\"accepted\"} 3.0");
  }

  @Test
  void infoIsJson() throws Exception {
    assertThat(get("/info").body()).isEqualTo("{\"model\":{\"version\":\"tiny-1\"}}");
  }

  @Test
  void aPortInUseStopsTheStart() {
    HttpSettings taken = new HttpSettings("127.0.0.1", server.port(), List.of());
    assertThatThrownBy(() -> OperationsServer.start(taken, state, registry).close())
        .isInstanceOf(JavalinException.class)
        .hasMessageContaining(
            "127.0.0.1:%s (settings http.host and http.port) cannot be listened on: another process"
                + " uses the port",
            server.port());
  }

  @Test
  void anIpv6AddressIsWrittenAsInAUrl() {
    HttpSettings other = new HttpSettings("2001:db8::7", 8080, List.of());
    assertThatThrownBy(() -> OperationsServer.start(other, state, registry).close())
        .hasMessageStartingWith(
            "[2001:db8::7]:8080 (settings http.host and http.port) cannot be listened on: ");
  }

  /** A web site whose name is resolved to 127.0.0.1 must not read what people do. */
  @Test
  void requestsByTheNameOfAnotherServerAreRejected() throws Exception {
    for (String path : List.of("/info", "/metrics", "/health/ready", "/nothing")) {
      assertThat(answer(server, path, "evil.example:" + server.port()))
          .startsWith("HTTP/1.1 421 ")
          .endsWith(
              "'evil.example:%s' is not a name of this server (setting http.host-names)\n"
                  .formatted(server.port()))
          .doesNotContain("tiny-1");
    }
    for (String host : List.of("localhost", "127.0.0.1:1", "[::1]", "wearables.example")) {
      assertThat(answer(server, "/info", host)).startsWith("HTTP/1.1 200 ").contains("tiny-1");
    }
  }

  @Test
  void aServerOnAllInterfacesAnswersByEachName() throws Exception {
    try (OperationsServer open =
        OperationsServer.start(new HttpSettings("0.0.0.0", 0, List.of()), state, registry)) {
      assertThat(answer(open, "/info", "pod-7.example")).startsWith("HTTP/1.1 200 ");
    }
  }

  /** Java's client does not send any Host header. */
  private static String answer(OperationsServer server, String path, String host)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.formatted(path, host).getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
