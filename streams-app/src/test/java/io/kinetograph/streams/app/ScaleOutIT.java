// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A second process joins. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ScaleOutIT {

  /** More than the lag with which Kafka Streams by default first assigns a copy only. */
  private static final int CHANGELOG_RECORDS = 10_500;

  @TempDir Path folder;
  private final KafkaCluster cluster;
  private final AppTopics topics;

  ScaleOutIT(KafkaCluster cluster) throws Exception {
    this.cluster = cluster;
    topics = cluster.appTopics("scale-out", 2);
  }

  @Test
  void aSecondProcessGetsPartitionsAtOnceThoughTheChangelogIsLong() throws Exception {
    try (StreamsApp first = StreamsApp.start(settings("first"), new SimpleMeterRegistry())) {
      assertThat(first.awaitRunning(Duration.ofSeconds(60))).isTrue();
      extendChangelog();
      try (StreamsApp second = StreamsApp.start(settings("second"), new SimpleMeterRegistry())) {
        await()
            .atMost(Duration.ofSeconds(50))
            .until(() -> activeTasks(second) == 1 && activeTasks(first) == 1);
      }
    }
  }

  /** As an app that runs for a long time does, with the progress of other wearers. */
  private void extendChangelog() throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    byte[] progress = ByteBuffer.allocate(2 + 2 * Long.BYTES).put(new byte[] {1, 16}).array();
    for (int partition = 0; partition < 2; partition++) {
      for (int i = 0; i < CHANGELOG_RECORDS; i++) {
        byte[] wearer = ("w" + i % 100).getBytes(UTF_8);
        sent.add(
            cluster.send(
                new ProducerRecord<>(
                    topics.id() + "-progress-changelog", partition, wearer, progress)));
      }
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
  }

  private static long activeTasks(StreamsApp app) {
    return app.runner().streams().metadataForLocalThreads().stream()
        .mapToLong(thread -> thread.activeTasks().size())
        .sum();
  }

  private Settings settings(String name) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve(name).toString());
    settings.put("model.file", new TinyModel().write(folder.resolve(name + ".onnx")).toString());
    return Settings.of(settings);
  }
}
