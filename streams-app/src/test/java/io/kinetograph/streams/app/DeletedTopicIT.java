// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic that is deleted ends the running process; Kafka's clients alone would only wait. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class DeletedTopicIT {

  @TempDir Path folder;
  private final KafkaCluster cluster;

  DeletedTopicIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @ParameterizedTest
  @ValueSource(strings = {"input.topic", "output.topic", "dead-letter.topic"})
  void itEndsWith1AndASentenceThatNamesTheTopic(String setting) throws Exception {
    AppTopics topics = cluster.appTopics("without-" + setting, 2);
    String topic = requireNonNull(topics.settings().get(setting));
    try (AppProcess process = StreamProcess.start(folder, topics.settings())) {
      process.awaitLog("REBALANCING -> RUNNING");
      long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
      topics.publish(Readings.of("anna", start, 10, 25));
      assertThat(topics.labels(2)).hasSize(2);
      try (Admin admin = cluster.admin()) {
        admin.deleteTopics(List.of(topic)).all().get();
      }

      assertThat(process.exitCode(Duration.ofMinutes(2))).isEqualTo(1);
      // A stream thread may notice the deletion of the input first, which Kafka logs with stack
      // traces.
      assertThat(process.onlyErrorOfOurs())
          .containsPattern(
              "topic '%s' \\(setting %s\\) (was deleted while the app ran|is missing or was deleted)$"
                  .formatted(topic, setting));
    }
  }
}
