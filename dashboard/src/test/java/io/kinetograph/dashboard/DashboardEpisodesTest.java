// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static io.kinetograph.dashboard.Episodes.open;
import static io.kinetograph.dashboard.Episodes.over;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.topic.SourceState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API says about episodes. */
class DashboardEpisodesTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final FedSource<Label> labels = new FedSource<>();
  private final FedSource<Episode> episodes = new FedSource<>();
  private final DashboardServer server =
      DashboardServer.start(
          DashboardSettings.of("localhost:9092"), labels, Optional.of(episodes), new SetClock(NOW));
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void close() {
    server.close();
    assertThat(labels.isClosed()).isTrue();
    assertThat(episodes.isClosed()).isTrue();
  }

  @Test
  void listsTheEpisodesOfEachWearerOldestFirst() throws Exception {
    feedAnna();
    episodes.feed(open("ben", NOW.minusSeconds(60), "not-worn", 4));

    JsonNode wearers = json("/api/episodes").get("wearers");

    assertThat(wearers.findValuesAsText("wearer")).containsExactly("anna", "ben");
    assertThat(wearers.at("/0/episodes"))
        .isEqualTo(
            json.readTree(
                """
                [{"id":"anna@1795514400000","activity":"sitting","group":"sitting","status":"KNOWN",
                  "start":1795514400000,"end":1795519800000,"until":1795519800000,
                  "confidence":0.9,"segments":1080,"model":"2026.11.0"},
                 {"id":"anna@1795519800000","activity":"walking-parking-lot","group":"walking",
                  "status":"KNOWN","start":1795519800000,"end":null,"until":1795521600000,
                  "confidence":0.9,"segments":4,"model":"2026.11.0"}]
                """));
    assertThat(wearers.at("/1/episodes/0/status").asText()).isEqualTo("NOT_WORN");
  }

  @Test
  void listsOneWearersEpisodesOfTheLastHours() throws Exception {
    feedAnna();
    episodes.feed(over("anna", NOW.minusSeconds(40_000), NOW.minusSeconds(30_000), "rowing"));

    assertThat(json("/api/episodes?wearer=anna").at("/wearers/0/episodes")).hasSize(3);
    JsonNode latest = json("/api/episodes?wearer=anna&hours=2").at("/wearers/0");
    assertThat(latest.get("episodes")).hasSize(2);
    assertThat(latest.get("completeSince").asLong())
        .isEqualTo(NOW.minusSeconds(7_200).toEpochMilli());
  }

  @Test
  void addsUpDaysOfATimeZone() throws Exception {
    episodes.feed(
        over(
            "anna",
            Instant.parse("2026-11-23T22:00:00Z"),
            Instant.parse("2026-11-24T00:30:00Z"),
            "walking-treadmill-flat"));
    episodes.feed(over("anna", NOW.minusSeconds(600), NOW.minusSeconds(300), "juggling"));

    assertThat(json("/api/totals").at("/wearers/0/days/0/minutes").asDouble()).isEqualTo(120);
    JsonNode berlin = json("/api/totals?wearer=anna&zone=Europe/Berlin");
    assertThat(berlin.get("zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(berlin.get("metSource").asText())
        .isEqualTo("2011 Compendium of Physical Activities");
    assertThat(berlin.at("/wearers/0/days"))
        .isEqualTo(
            json.readTree(
                """
                [{"day":"2026-11-23","complete":true,"minutes":60.0,"metMinutes":180.0,
                  "groups":[{"group":"walking","minutes":60.0,"metMinutes":180.0}],
                  "withoutMet":[]},
                 {"day":"2026-11-24","complete":true,"minutes":95.0,"metMinutes":270.0,
                  "groups":[{"group":"juggling","minutes":5.0,"metMinutes":null},
                            {"group":"walking","minutes":90.0,"metMinutes":270.0}],
                  "withoutMet":[{"activity":"juggling","minutes":5.0}]}]
                """));
  }

  /** Such as just after the start. */
  @Test
  void noDayIsCompleteUntilAllEpisodesWereRead() throws Exception {
    feedAnna();
    assertThat(json("/api/totals").at("/wearers/0/days/0/complete").asBoolean()).isTrue();

    episodes.report(new SourceState(true, false, "reading", 2, 0));
    assertThat(json("/api/totals").at("/wearers/0/days/0/complete").asBoolean()).isFalse();
  }

  @Test
  void rejectsWhatItDoesNotKnowInOneSentence() throws Exception {
    feedAnna();
    assertRejected("/api/episodes?wearer=cora", 404, "no episodes of wearer 'cora'\n");
    assertRejected("/api/totals?wearer=%3Cb%3E", 404, "no episodes of wearer '<b>'\n");
    assertRejected("/api/episodes?hours=0", 400, "hours is not a number from 1 to 50\n");
    assertRejected("/api/episodes?hours=x", 400, "hours is not a number from 1 to 50\n");
    assertRejected(
        "/api/totals?zone=Mars/Olympus",
        400,
        "zone is 'Mars/Olympus', not a time zone such as Europe/Berlin, UTC or +02:00\n");
  }

  @Test
  void theStreamSendsWhatIsNewAboutAnEpisode() throws Exception {
    try (EventStream stream = EventStream.open(client, uri("/api/labels"))) {
      stream.next("status");
      Episode entered = open("anna", NOW.minusSeconds(60), "walking-treadmill-flat", 4);
      episodes.feed(entered);
      episodes.feed(entered);
      episodes.feed(open("anna", NOW.minusSeconds(60), "walking-parking-lot", 9));

      JsonNode first = json.readTree(stream.next("episode"));
      JsonNode second = json.readTree(stream.next("episode"));

      assertThat(first.get("wearer").asText()).isEqualTo("anna");
      assertThat(first.at("/episode/activity").asText()).isEqualTo("walking-treadmill-flat");
      assertThat(second.at("/episode/activity").asText()).isEqualTo("walking-parking-lot");
      assertThat(second.at("/episode/end").isNull()).isTrue();
    }
  }

  /** Labels do not need episodes. */
  @Test
  void isReadyWithoutEpisodesAndSaysWhyThereAreNone() throws Exception {
    episodes.report(new SourceState(false, false, "topic wearer.episodes does not exist", 0, 2));

    JsonNode status = json("/health/ready");
    assertThat(status.get("ready").asBoolean()).isTrue();
    assertThat(status.get("episodes"))
        .isEqualTo(
            json.readTree(
                """
                {"enabled":true,"ready":false,"detail":"topic wearer.episodes does not exist",
                 "records":0,"skipped":2}
                """));
    try (DashboardServer labelsOnly =
        DashboardServer.start(
            DashboardSettings.of("localhost:9092"),
            new FedSource<Label>(),
            Optional.empty(),
            new SetClock(NOW))) {
      URI ready = URI.create("http://127.0.0.1:" + labelsOnly.port() + "/health/ready");
      JsonNode off = json.readTree(get(ready).body()).get("episodes");
      assertThat(off.get("enabled").asBoolean()).isFalse();
      assertThat(off.get("detail").asText())
          .isEqualTo("this dashboard reads no episodes (option --episodes-topic)");
    }
  }

  private void feedAnna() {
    Instant change = NOW.minusSeconds(1_800);
    episodes.feed(over("anna", NOW.minusSeconds(7_200), change, "sitting"));
    episodes.feed(open("anna", change, "walking-parking-lot", 4));
    labels.feed(Labels.label("anna", NOW.minusSeconds(5), "walking-parking-lot", NOW));
  }

  private void assertRejected(String path, int status, String sentence) throws Exception {
    HttpResponse<String> response = get(uri(path));
    assertThat(response.statusCode()).as(path).isEqualTo(status);
    assertThat(response.body()).isEqualTo(sentence);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(uri(path));
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return json.readTree(response.body());
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
