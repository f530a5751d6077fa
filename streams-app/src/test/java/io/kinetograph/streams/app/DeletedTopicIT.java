// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A topic that is deleted ends the running process; Kafka's clients alone would only wait. {@link
 * ChangedTopicsIT} has the other topics and changes, without a process.
 */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class DeletedTopicIT {

  @TempDir Path folder;
  private final KafkaCluster cluster;

  DeletedTopicIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void itEndsWith1AndASentenceThatNamesTheTopic() throws Exception {
    AppTopics topics = cluster.appTopics("without-input", 2);
    String topic = topics.input();
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
              "topic '%s' \\(setting input.topic\\) (was deleted while the app ran|is missing or was deleted)$"
                  .formatted(topic));
    }
  }
}
