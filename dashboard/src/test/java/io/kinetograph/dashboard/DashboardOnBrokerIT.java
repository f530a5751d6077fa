// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The dashboard against a real broker. */
@SharedKafka
class DashboardOnBrokerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final KafkaCluster cluster;

  DashboardOnBrokerIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void sendsLabelsToThePageAndSkipsInvalidRecords() throws Exception {
    String topic = "labels-and-garbage";
    create(topic);
    Instant now = Instant.now();
    try (Producer<String, byte[]> producer = producer()) {
      send(producer, topic, now.minus(Duration.ofMinutes(30)), label("long-gone", "sitting"));
      send(producer, topic, now.minusSeconds(60), label("anna", "rowing"));
      send(producer, topic, now, "garbage".getBytes(StandardCharsets.UTF_8));
      send(producer, topic, now, null);
      send(producer, topic, now, labelInJson("ben", "jumping"));

      try (DashboardServer server = start(topic)) {
        JsonNode wearers = awaitWearers(server, 2);
        assertThat(wearers.findValuesAsText("wearer")).containsExactly("anna", "ben");
        assertThat(wearers.at("/0/receivedAt").asLong())
            .isEqualTo(now.minusSeconds(60).toEpochMilli());
        assertThat(wearers.at("/1/latest/segment/activity").asText()).isEqualTo("jumping");
        JsonNode ready = get(server, "/health/ready");
        assertThat(ready.get("ready").asBoolean()).isTrue();
        assertThat(ready.get("labels").asLong()).isEqualTo(2);
        assertThat(ready.get("skipped").asLong()).isEqualTo(2);

        try (EventStream stream = EventStream.open(client, uri(server, "/api/labels"))) {
          stream.next("status");
          send(producer, topic, now.minus(Duration.ofDays(1)), label("cora", "standing"));
          JsonNode label = json.readTree(stream.next("label"));
          assertThat(label.get("wearer").asText()).isEqualTo("cora");
          assertThat(label.get("receivedAt").asLong()).isGreaterThanOrEqualTo(now.toEpochMilli());
        }
      }
    }
  }

  @Test
  void aTopicOfSomethingElseDoesNotFloodTheLog() throws Exception {
    String topic = "something-else";
    create(topic);
    try (Producer<String, byte[]> producer = producer()) {
      for (int i = 0; i < 100; i++) {
        send(producer, topic, Instant.now(), "garbage".getBytes(StandardCharsets.UTF_8));
      }
    }
    PrintStream console = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (DashboardServer server = start(topic)) {
      await()
          .atMost(PATIENCE)
          .until(() -> get(server, "/health/ready").get("skipped").asLong() == 100);
    } finally {
      System.setErr(console);
    }

    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .filteredOn(line -> line.contains("skipped something-else-"))
        .hasSizeBetween(1, 40);
    assertThat(lines)
        .anyMatch(line -> line.contains("no more skipped records are logged for up to a minute"));
  }

  @Test
  void readsEpisodesInBothFormatsAndSkipsInvalidRecords() throws Exception {
    String topic = "labels-beside-episodes";
    String episodesTopic = "episodes-and-garbage";
    create(topic);
    Instant now = Instant.now();
    DashboardSettings settings =
        DashboardSettings.of(cluster.bootstrapServers())
            .withTopic(topic)
            .withEpisodesTopic(Optional.of(episodesTopic));
    try (DashboardServer server = DashboardServer.start(settings);
        Producer<String, byte[]> producer = producer()) {
      send(producer, topic, now, label("anna", "rowing"));
      awaitWearers(server, 1);
      awaitEpisodes(server, "/detail", "topic " + episodesTopic + " does not exist");

      create(episodesTopic);
      Instant start = now.minus(Duration.ofHours(30)).truncatedTo(ChronoUnit.HOURS);
      send(producer, episodesTopic, start, episode("anna", start, null, false));
      send(producer, episodesTopic, now, "garbage".getBytes(StandardCharsets.UTF_8));
      send(producer, episodesTopic, now, episode("", start, null, false));
      send(producer, episodesTopic, now, episode("anna", start, start.plusSeconds(60), true));
      send(producer, episodesTopic, now, episode("ben", now.minusSeconds(900), now, false));
      awaitEpisodes(server, "/records", "3");

      assertThat(get(server, "/health/ready").at("/episodes/skipped").asLong()).isEqualTo(2);
      JsonNode episodes = get(server, "/api/episodes").at("/wearers/0/episodes");
      assertThat(episodes).hasSize(1);
      assertThat(episodes.at("/0/end").asLong() - start.toEpochMilli()).isEqualTo(60_000);
      assertThat(get(server, "/api/totals").at("/wearers/0/days/0/metMinutes").asDouble())
          .isEqualTo(4.8);
      String complete = "/wearers/0/days/0/complete";
      await()
          .atMost(PATIENCE)
          .until(() -> get(server, "/api/totals?wearer=ben").at(complete).asBoolean());
    }
  }

  private void awaitEpisodes(DashboardServer server, String field, String value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get(server, "/health/ready").at("/episodes" + field).asText())
                    .isEqualTo(value));
  }

  private static byte[] episode(String wearer, Instant start, @Nullable Instant end, boolean json) {
    ActivityEpisode.Builder episode =
        ActivityEpisode.newBuilder()
            .setEpisode(wearer + "@" + start.toEpochMilli())
            .setWearer(wearer)
            .setActivity("rowing")
            .setGroup("rowing")
            .setStart(start)
            .setEvent(end == null ? EpisodeEventType.ENTERED : EpisodeEventType.EXITED)
            .setConfidence(0.9f)
            .setSegments(12)
            .setModel("2026.11.0");
    if (end != null) {
      episode.setEnd(end);
    }
    return (json ? TopicSerdes.activityEpisodeInJson() : TopicSerdes.activityEpisode())
        .serializer()
        .serialize("any", episode.build());
  }

  @Test
  void readsLabelsInConfluentsFormatOnceTheRegistryAnswers() throws Exception {
    String topic = "confluent-labels";
    create(topic);
    AtomicBoolean there = new AtomicBoolean();
    HttpServer registry = registry(there);
    RegistrySettings settings =
        new RegistrySettings(
            List.of(URI.create("http://127.0.0.1:" + registry.getAddress().getPort())),
            RegistryLogin.none(),
            false,
            Duration.ofSeconds(1));
    try (Producer<String, byte[]> producer = producer();
        DashboardServer server =
            DashboardServer.start(
                new DashboardSettings(
                    Map.of("bootstrap.servers", cluster.bootstrapServers()),
                    topic,
                    Optional.empty(),
                    Optional.of(settings),
                    DashboardSettings.DEFAULT_HOST,
                    0,
                    List.of(),
                    DashboardSettings.DEFAULT_HISTORY_PER_WEARER,
                    DashboardSettings.DEFAULT_FORGET_AFTER))) {
      send(producer, topic, Instant.now(), label("anna", "rowing"));
      awaitWearers(server, 1);
      byte[] single = label("ben", "jumping");
      byte[] confluent =
          ByteBuffer.allocate(single.length - 5)
              .putInt(0)
              .put((byte) 7)
              .put(single, 10, single.length - 10)
              .array();
      send(producer, topic, Instant.now(), confluent);
      awaitDetail(
          server,
          "the schema registry %1$s (setting registry.url) cannot be used: GET %1$s/schemas/ids/7"
                  .formatted(settings.urls().get(0))
              + " answers 503");
      there.set(true);

      assertThat(awaitWearers(server, 2).findValuesAsText("wearer")).containsExactly("anna", "ben");
    } finally {
      registry.stop(0);
    }
  }

  private HttpServer registry(AtomicBoolean there) throws Exception {
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String schema;
    try (var file = ActivityLabel.class.getResourceAsStream("released/ActivityLabel.2.avsc")) {
      schema = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    byte[] answer = json.writeValueAsBytes(Map.of("schema", schema));
    registry.createContext(
        "/schemas/ids/7",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(there.get() ? 200 : 503, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    registry.start();
    return registry;
  }

  @Test
  void missesNoLabelThatIsWrittenWhileItStarts() throws Exception {
    int topics = 20;
    try (Producer<String, byte[]> producer = producer()) {
      for (int i = 0; i < topics; i++) {
        String topic = "starting-" + i;
        create(topic);
        try (DashboardServer server = start(topic)) {
          Thread.sleep(i * 10L);
          send(producer, topic, Instant.now(), label("anna", "rowing"));
          awaitWearers(server, 1);
        }
      }
    }
  }

  @Test
  void waitsForAMissingTopic() throws Exception {
    String topic = "late-topic";
    try (DashboardServer server = start(topic);
        Producer<String, byte[]> producer = producer()) {
      awaitDetail(server, "topic late-topic does not exist");

      create(topic);
      send(producer, topic, Instant.now(), label("anna", "rowing"));

      assertThat(awaitWearers(server, 1).at("/0/latest/wearer").asText()).isEqualTo("anna");
      assertThat(get(server, "/health/ready").get("detail").asText())
          .isEqualTo("reading 3 partitions of topic late-topic");
    }
  }

  @Test
  void reportsAnUnreachableBrokerAndClosesQuickly() throws Exception {
    DashboardServer server = DashboardServer.start(DashboardSettings.of("127.0.0.1:1"));
    try (server) {
      assertThat(get(server, "/health/live").get("live").asBoolean()).isTrue();
      awaitDetail(server, "no answer from Kafka at 127.0.0.1:1");
    }
    long begun = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  private DashboardServer start(String topic) {
    return DashboardServer.start(DashboardSettings.of(cluster.bootstrapServers()).withTopic(topic));
  }

  private void create(String topic) throws Exception {
    cluster.createTopic(topic, 3, Map.of());
  }

  private Producer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers()),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void send(
      Producer<String, byte[]> producer, String topic, Instant at, byte @Nullable [] value)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, null, at.toEpochMilli(), "key", value)).get();
  }

  private static byte[] label(String wearer, String activity) {
    return label(TopicSerdes.activityLabel(), wearer, activity);
  }

  private static byte[] labelInJson(String wearer, String activity) {
    return label(TopicSerdes.activityLabelInJson(), wearer, activity);
  }

  private static byte[] label(Serde<ActivityLabel> serde, String wearer, String activity) {
    return serde
        .serializer()
        .serialize(
            "any",
            ActivityLabel.newBuilder()
                .setStatus(LabelStatus.KNOWN)
                .setWearer(wearer)
                .setSegmentStart(Instant.ofEpochSecond(1_700_000_000))
                .setSegmentEnd(Instant.ofEpochSecond(1_700_000_005))
                .setActivity(activity)
                .setConfidence(0.75f)
                .setProbabilities(Map.of(activity, 0.75f, "lying", 0.25f))
                .setCoverage(1f)
                .setModel("2026.11.0")
                .build());
  }

  private JsonNode awaitWearers(DashboardServer server, int count) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> get(server, "/api/wearers").get("wearers"), wearers -> wearers.size() == count);
  }

  private void awaitDetail(DashboardServer server, String detail) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get(server, "/health/ready").get("detail").asText()).isEqualTo(detail));
  }

  private JsonNode get(DashboardServer server, String path) throws Exception {
    return json.readTree(
        client
            .send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString())
            .body());
  }

  private static URI uri(DashboardServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
