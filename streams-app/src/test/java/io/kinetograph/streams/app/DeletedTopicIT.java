package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A topic that is deleted under the running process ends it; Kafka's clients would only wait. */
class DeletedTopicIT {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "wearable.accelerometer, input.topic",
    "wearer.activity, output.topic",
    "wearable.accelerometer.dlq, dead-letter.topic"
  })
  void itEndsWith1AndASentenceThatNamesTheTopic(String topic, String setting) throws Exception {
    Cluster cluster = Cluster.start();
    try (StreamProcess process =
        StreamProcess.start(
            folder,
            StreamCommand.class,
            Map.of("kafka.bootstrap.servers", cluster.bootstrapServers()))) {
      process.awaitLog("REBALANCING -> RUNNING");
      long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
      cluster.publish(Readings.of("anna", start, 10, 25));
      assertThat(cluster.labels(2)).hasSize(2);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        admin.deleteTopics(List.of(topic)).all().get();
      }

      assertThat(process.exitCode(Duration.ofMinutes(2))).isEqualTo(1);
      // Of the input, a stream thread may hear first, which Kafka logs with stack traces.
      assertThat(process.onlyErrorOfOurs())
          .containsPattern(
              "topic '%s' \\(setting %s\\) (was deleted while the app ran|is missing or was deleted)$"
                  .formatted(topic, setting));
    }
    cluster.stop();
  }
}
