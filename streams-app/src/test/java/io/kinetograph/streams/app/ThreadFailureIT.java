// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.app.FailingStream.FailingClassifier;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What follows when a stream thread fails, on a real broker with Kafka's own time-outs. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ThreadFailureIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
  private final KafkaCluster cluster;
  private AppTopics topics;

  ThreadFailureIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void createTopics(TestInfo info) throws Exception {
    topics = cluster.appTopics(info.getTestMethod().orElseThrow().getName(), 2);
  }

  @Test
  void aThreadThatFailsOnceIsReplacedAndEachSegmentIsLabeledOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (StreamsApp app =
        StreamsApp.start(settings(), registry, model -> new FailingClassifier(calls, 1, 1))) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
      CompletableFuture<Void> unready = CompletableFuture.runAsync(() -> awaitUnready(app));
      for (AccelerometerReading reading : Readings.of("anna", start, 40, 25)) {
        topics.publish(List.of(reading));
        // Wearables send over time: the failure comes in the middle.
        Thread.sleep(5);
      }

      assertThat(topics.labels(8))
          .extracting(ActivityLabel::getSegmentStart)
          .extracting(time -> time.toEpochMilli() - start / 1000)
          .containsExactlyElementsOf(LongStream.range(0, 8).map(i -> i * 5_000).boxed().toList());
      assertThat(calls.get()).isGreaterThan(2);
      assertThat(registry.counter("kinetograph.threads.replaced").count()).isEqualTo(1);
      assertThat(unready).succeedsWithin(PATIENCE);
      awaitReady(app);
      assertThat(app.health().state()).isEqualTo("RUNNING: 2 of 2 stream threads run");
    }
  }

  @Test
  void anAppWhoseThreadsFailTooOftenEndsWithTheFailure() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (StreamsApp app =
        StreamsApp.start(
            settings(), registry, model -> new FailingClassifier(calls, 0, Integer.MAX_VALUE))) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      assertThat(app.health().isAlive()).isTrue();
      topics.publish(Readings.of("anna", start, 10, 25));

      assertThatThrownBy(() -> app.awaitEnd(PATIENCE))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("made to fail");
      assertThat(app.health().isAlive()).isFalse();
      assertThat(app.health().isReady()).isFalse();
      assertThat(app.health().state()).endsWith(": it failed and ends");
    }
    // Each time both threads may fail before a new one starts, and then both are replaced.
    assertThat(registry.counter("kinetograph.threads.replaced").count()).isBetween(1.0, 4.0);
    assertThat(topics.committed(topics.output(), 0)).isEmpty();
  }

  @Test
  void aProcessWhoseThreadsFailTooOftenEndsWith1AndOneSentence() throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("threads.failures", "1");
    try (AppProcess process = StreamProcess.start(folder, FailingStream.class, settings)) {
      process.awaitLog("REBALANCING -> RUNNING");
      topics.publish(Readings.of("anna", start, 10, 25));

      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> line.contains("stream threads failed")))
          .singleElement()
          .asString()
          .contains(" ERROR ")
          .contains(
              "stream threads failed 2 times within 10 min (settings threads.*), the last of:"
                  + " IllegalStateException: made to fail; the model failed on ")
          .contains(": 'anna' at ");
      // A new process of the group need not wait for the old one's session to time out.
      assertThat(members()).isZero();
    }
  }

  private int members() throws Exception {
    try (Admin admin = cluster.admin()) {
      return requireNonNull(
              admin.describeConsumerGroups(List.of(topics.id())).describedGroups().get(topics.id()))
          .get()
          .members()
          .size();
    }
  }

  private static void awaitUnready(StreamsApp app) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !app.health().isReady());
  }

  private static void awaitReady(StreamsApp app) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(app.health().isReady()).as(app.health().state()).isTrue());
  }

  private Settings settings() throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "2");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.put("threads.failures", "2");
    return Settings.of(settings);
  }
}
