// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Episodes on a real broker, over a restart, and without their topic. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class EpisodesIT {

  private static final long SEGMENT = 5_000_000L;
  private static final KnownActivities ACTIVITIES =
      new KnownActivities("m-1", List.of("sitting", "rowing"), List.of("sitting", "rowing"));

  private final KafkaCluster cluster;
  private final long start = (System.currentTimeMillis() - 600_000) * 1000 / SEGMENT * SEGMENT;

  EpisodesIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void episodesContinueOverARestartInJsonAndEndByActivityAndBySilence() throws Exception {
    AppTopics topics = cluster.appTopics("episodes", 2);
    Map<String, String> settings = topics.settings();
    settings.put("http.port", "0");
    try (StreamsApp app = start(settings)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(2))).isTrue();
      topics.publish(Readings.of("anna", start, 30, 25));
      assertThat(topics.labels(6)).hasSize(6);
      assertThat(episodes(topics, 1))
          .extracting(ActivityEpisode::getEvent, ActivityEpisode::getGroup)
          .containsExactly(tuple(EpisodeEventType.ENTERED, "sitting"));
    }
    settings.put("episodes.max-gap", "10s");
    settings.put("output.format", "json");
    try (StreamsApp app = start(settings)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(2))).isTrue();
      topics.publish(Readings.of("anna", start + 6 * SEGMENT, 30, 25));
      assertThat(topics.labels(12)).hasSize(12);

      List<ActivityEpisode> events = episodes(topics, 4);
      assertThat(events)
          .extracting(
              ActivityEpisode::getEvent,
              ActivityEpisode::getGroup,
              ActivityEpisode::getStart,
              ActivityEpisode::getEnd)
          .containsExactly(
              tuple(EpisodeEventType.ENTERED, "sitting", at(0), null),
              tuple(EpisodeEventType.EXITED, "sitting", at(0), at(8)),
              tuple(EpisodeEventType.ENTERED, "rowing", at(8), null),
              tuple(EpisodeEventType.EXITED, "rowing", at(8), at(12)));
      assertThat(topics.committed(topics.episodes(), 4))
          .extracting(record -> record.value()[0] == '{')
          .containsExactly(false, true, true, true);
    }
  }

  @Test
  void aMissingTopicStopsTheStartWithASentence() throws Exception {
    AppTopics topics = cluster.appTopics("no-episodes-topic", 1);
    Map<String, String> settings = topics.settings();
    settings.put("http.port", "0");
    settings.put("episodes.topic", "no-such-topic");
    Settings missing = Settings.of(settings);

    assertThatThrownBy(() -> StreamsApp.start(missing, new SimpleMeterRegistry()))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageEndingWith(
            "topics are missing: 'no-such-topic' (setting episodes.topic); create it, or set"
                + " episodes.enabled=false");

    settings.put("episodes.enabled", "false");
    try (StreamsApp app = start(settings);
        Admin admin = cluster.admin()) {
      assertThat(app.awaitRunning(Duration.ofMinutes(2))).isTrue();
      topics.publish(Readings.of("anna", start, 30, 25));
      assertThat(topics.labels(6)).hasSize(6);
      assertThat(admin.listTopics().names().get())
          .contains("no-episodes-topic-progress-changelog")
          .doesNotContain("no-such-topic", "no-episodes-topic-episodes-changelog");
    }
  }

  private Instant at(int segment) {
    return Instant.ofEpochMilli((start + segment * SEGMENT) / 1000);
  }

  private StreamsApp start(Map<String, String> settings) throws Exception {
    SegmentClassifier classifier = segments -> segments.stream().map(this::classify).toList();
    return StreamsApp.start(Settings.of(settings), new SimpleMeterRegistry(), model -> classifier);
  }

  /** The wearer sits for eight segments. */
  private Classification classify(Segment segment) {
    boolean sits = segment.startMicros() < start + 8 * SEGMENT;
    return new Classification(
        ACTIVITIES,
        sits ? new float[] {0.95f, 0.05f} : new float[] {0.05f, 0.95f},
        sits ? 0 : 1,
        true);
  }

  private static List<ActivityEpisode> episodes(AppTopics topics, int expected) {
    var deserializer = TopicSerdes.activityEpisode().deserializer();
    return topics.committed(topics.episodes(), expected).stream()
        .map(record -> deserializer.deserialize(record.topic(), record.value()))
        .toList();
  }
}
