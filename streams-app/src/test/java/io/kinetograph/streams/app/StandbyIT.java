// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.TaskMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two apps that each keep a copy of the other's stores. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class StandbyIT {

  private static final long SEGMENT = 5_000_000L;

  @TempDir Path folder;
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final AppTopics topics;

  StandbyIT(KafkaCluster cluster) throws Exception {
    topics = cluster.appTopics("standby", 2);
  }

  @Test
  void withAStandbyTwoProcessesHaveEachPartitionsStoreAndEitherContinues() throws Exception {
    List<AccelerometerReading> readings = Readings.of("anna", start, 5, 25);
    StreamsApp first = StreamsApp.start(settings("first"), new SimpleMeterRegistry());
    try (StreamsApp second = StreamsApp.start(settings("second"), new SimpleMeterRegistry())) {
      assertThat(first.awaitRunning(Duration.ofSeconds(60))).isTrue();
      assertThat(second.awaitRunning(Duration.ofSeconds(60))).isTrue();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> hasAllStores(first) && hasAllStores(second));

      topics.publish(readings.subList(0, 12));
      first.close();
      topics.publish(readings.subList(12, readings.size()));

      assertThat(topics.labels(1)).extracting(ActivityLabel::getCoverage).containsExactly(1f);
    } finally {
      first.close();
    }
  }

  private static boolean hasAllStores(StreamsApp app) {
    return app.runner().streams().metadataForLocalThreads().stream()
            .flatMap(
                thread ->
                    Stream.concat(thread.activeTasks().stream(), thread.standbyTasks().stream()))
            .map(TaskMetadata::taskId)
            .distinct()
            .count()
        == 2;
  }

  private Settings settings(String name) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.num.standby.replicas", "1");
    settings.put("kafka.state.dir", folder.resolve(name).toString());
    settings.put("model.file", new TinyModel().write(folder.resolve(name + ".onnx")).toString());
    return Settings.of(settings);
  }
}
