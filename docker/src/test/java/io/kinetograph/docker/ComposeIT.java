// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;

/** The compose file, as a newcomer starts it: labels on the page, metrics, and what a kill does. */
@Tag("docker")
@Timeout(1200)
@TestMethodOrder(OrderAnnotation.class)
class ComposeIT {

  private static final String INPUT = "wearable.accelerometer";
  private static final String OUTPUT = "wearer.activity";
  private static final String PROMETHEUS = "prom/prometheus:v3.5.0";
  private static final String GRAFANA = "grafana/grafana:12.1.1";
  private static final long SEGMENT_MICROS = 5_000_000;
  private static final int SAMPLES_PER_SEGMENT = 5 * 125;

  /** A minute on an idle machine. */
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PORTS = new HashMap<>();

  private static ComposeProject compose;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no Docker engine answers, so the compose file is not tested");
    for (String target : List.of("app", "dashboard", "tools")) {
      String unused = Images.of(target).get();
    }
    for (String port : List.of("KAFKA", "DASHBOARD", "PROMETHEUS", "GRAFANA")) {
      PORTS.put(port + "_PORT", freePort());
    }
    Map<String, String> environment = new HashMap<>(PORTS);
    environment.put("KINETOGRAPH_VERSION", Images.TAG);
    compose = ComposeProject.of("kinetograph-test", environment);
    // The wearables start when the app is healthy.
    compose.up(List.of("dashboard", "wearables"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (compose != null) {
      compose.down();
    }
  }

  @Test
  @Order(1)
  void dashboardShowsLabelsOfEveryWearer() {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode wearers = get("DASHBOARD", "/api/wearers").get("wearers");
              assertThat(wearers).hasSize(8);
            });
  }

  @Test
  @Order(2)
  void prometheusHasDataForEveryPanel() throws Exception {
    assumeTrue(compose.hasImage(PROMETHEUS, "prometheus"), PROMETHEUS + " cannot be had");
    compose.up(List.of("prometheus"));

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode targets = get("PROMETHEUS", "/api/v1/targets").at("/data/activeTargets");
              assertThat(targets).hasSize(1);
              assertThat(targets.get(0).get("health").asText()).isEqualTo("up");
            });
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(
                        get("PROMETHEUS", "/api/v1/rules")
                            .at("/data/groups")
                            .findValuesAsText("health"))
                    .hasSizeGreaterThan(15)
                    .containsOnly("ok"));
    List<GrafanaDashboard.Panel> panels = GrafanaDashboard.read().panels();
    assertThat(panels).hasSizeGreaterThan(30);
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(withoutData(panels)).isEmpty());
  }

  @Test
  @Order(3)
  void grafanaHasTheDashboard() throws Exception {
    assumeTrue(compose.hasImage(GRAFANA, "grafana"), GRAFANA + " cannot be had");
    compose.up(List.of("grafana"));

    GrafanaDashboard dashboard = GrafanaDashboard.read();
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        get("GRAFANA", "/api/dashboards/uid/" + dashboard.uid())
                            .at("/dashboard/panels"))
                    .hasSizeGreaterThanOrEqualTo(dashboard.panels().size()));
  }

  @Test
  @Order(4)
  void killedAppLosesAndRepeatsNothing() throws Exception {
    String servers = "localhost:" + PORTS.get("KAFKA_PORT");
    try (TopicReader readings = TopicReader.committed(servers, INPUT);
        TopicReader labels = TopicReader.committed(servers, OUTPUT)) {
      compose.kill("app");
      // Labels are missing now, and segments are open.
      readings.read(Duration.ofSeconds(12));
      compose.up(List.of("app"));
      readings.read(Duration.ofSeconds(5));
      compose.stop("wearables");
      readings.readAll(1, TIMEOUT);

      Map<String, Integer> samples = samples(readings);
      Set<String> complete = new HashSet<>();
      samples.forEach(
          (segment, count) -> {
            if (count == SAMPLES_PER_SEGMENT) {
              complete.add(segment);
            }
          });
      assertThat(complete).as("segments of 8 wearers").hasSizeGreaterThan(3 * 8);
      labels.readUntil(
          "labels of " + complete.size() + " segments",
          TIMEOUT,
          () -> new HashSet<>(segments(labels)).containsAll(complete));
      labels.read(Duration.ofSeconds(20));

      List<String> labeled = segments(labels);
      assertThat(labeled).doesNotHaveDuplicates();
      // The last segment of a wearer may be incomplete.
      assertThat(samples.keySet()).containsAll(labeled);
      System.out.println(
          complete.size() + " complete segments, " + labeled.size() + " labels, none repeated");
    }
  }

  /** The titles of panels that show nothing. */
  private static List<String> withoutData(List<GrafanaDashboard.Panel> panels)
      throws IOException, InterruptedException {
    List<String> titles = new ArrayList<>();
    for (GrafanaDashboard.Panel panel : panels) {
      boolean hasData = false;
      for (String query : panel.queries()) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        JsonNode answer = get("PROMETHEUS", "/api/v1/query?query=" + encoded);
        assertThat(answer.get("status").asText()).as(query).isEqualTo("success");
        hasData |= !answer.at("/data/result").isEmpty();
      }
      if (!hasData) {
        titles.add(panel.title());
      }
    }
    return titles;
  }

  /** The number of samples by wearer and segment. */
  private static Map<String, Integer> samples(TopicReader readings) {
    Map<String, Integer> samples = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : readings.records()) {
      AccelerometerReading reading =
          TopicSerdes.accelerometerReading().deserializer().deserialize(INPUT, record.value());
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt());
      for (int i = 0; i < reading.getX().size(); i++) {
        long segment =
            Math.floorDiv(micros + (long) i * reading.getSamplePeriodMicros(), SEGMENT_MICROS);
        samples.merge(key(reading.getWearer(), segment), 1, Integer::sum);
      }
    }
    return samples;
  }

  private static List<String> segments(TopicReader labels) {
    List<String> segments = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : labels.records()) {
      ActivityLabel label =
          TopicSerdes.activityLabel().deserializer().deserialize(OUTPUT, record.value());
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, label.getSegmentStart());
      segments.add(key(label.getWearer(), micros / SEGMENT_MICROS));
    }
    return segments;
  }

  private static String key(String wearer, long segment) {
    return wearer + " " + Instant.ofEpochSecond(segment * 5);
  }

  private static JsonNode get(String part, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:" + PORTS.get(part + "_PORT") + path);
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
