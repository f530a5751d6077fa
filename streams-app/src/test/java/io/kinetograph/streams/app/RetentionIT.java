// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Topics that keep their records for a shorter time than needed. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class RetentionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long SEGMENT = 5_000_000L;
  private static final int READINGS_OF_A_SECOND = 5;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;

  RetentionIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void recordsThatWereDeletedDuringAPauseAreCountedAndTheAppContinues() throws Exception {
    AppTopics topics = cluster.appTopics("long-pause", 1);
    try (StreamsApp app = start(topics)) {
      // One segment with a label, and 3 s of the next.
      topics.publish(Readings.of("anna", start, 8, 25));
      assertThat(topics.labels(1)).hasSize(1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  registry.counter("kinetograph.readings", "result", "accepted").count()
                      == 8 * READINGS_OF_A_SECOND);
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
    }
    // Unread: the rest of the second segment, and the third.
    topics.publish(Readings.of("anna", start + 8_000_000, 7, 25));
    topics.committed(topics.input(), 15 * READINGS_OF_A_SECOND);
    try (Admin admin = cluster.admin()) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(topics.input(), 0),
                  RecordsToDelete.beforeOffset(14 * READINGS_OF_A_SECOND)))
          .all()
          .get();
    }

    try (StreamsApp app = start(topics)) {
      topics.publish(Readings.of("anna", start + 3 * SEGMENT, 10, 25));

      assertThat(topics.labels(3)).hasSize(3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(count("kinetograph.records.lost"))
                      .isEqualTo(6 * READINGS_OF_A_SECOND));
      assertThat(count("kinetograph.replay.lost")).isEqualTo(3 * READINGS_OF_A_SECOND);
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
    }
  }

  @Test
  void labelsThatAreOlderThanTheRetentionOfTheirTopicAreCounted() throws Exception {
    AppTopics topics = cluster.appTopics("old-labels", 1);
    try (StreamsApp app = start(topics)) {
      long eightDays = Duration.ofDays(8).toMillis() * 1000;
      topics.publish(Readings.of("uploads", start - eightDays, 10, 25), System.currentTimeMillis());
      topics.publish(Readings.of("anna", start, 10, 25));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(count("kinetograph.writes.past.retention")).isEqualTo(2));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(registry.counter("kinetograph.segments", "result", "labeled").count())
                      .isEqualTo(4));
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
    }
  }

  private double count(String counter) {
    return registry.counter(counter).count();
  }

  private StreamsApp start(AppTopics topics) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    // The second segment stays open until the app stops.
    settings.put("segment.idle-timeout", "10m");
    settings.put("segment.max-open", "10m");
    StreamsApp app = StreamsApp.start(Settings.of(settings), registry);
    assertThat(app.awaitRunning(PATIENCE)).isTrue();
    return app;
  }
}
