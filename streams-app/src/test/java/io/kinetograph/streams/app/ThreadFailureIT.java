package io.kinetograph.streams.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.model.TinyModel;
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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows when a stream thread fails, on a real broker with Kafka's own time-outs. */
class ThreadFailureIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
  private Cluster cluster;

  @BeforeEach
  void startBroker() throws Exception {
    cluster = Cluster.start();
  }

  @AfterEach
  void stopBroker() throws Exception {
    cluster.stop();
  }

  @Test
  void aThreadThatFailsOnceIsReplacedAndEachSegmentIsLabelledOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (StreamsApp app =
        StreamsApp.start(settings(), registry, model -> new FailingClassifier(calls, 1, 1))) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      assertThat(app.isReady()).as(app.state()).isTrue();
      CompletableFuture<Void> unready = CompletableFuture.runAsync(() -> awaitUnready(app));
      for (AccelerometerReading reading : Readings.of("anna", start, 40, 25)) {
        cluster.publish(List.of(reading));
        Thread.sleep(5);
      }

      assertThat(cluster.labels(8))
          .extracting(ActivityLabel::getSegmentStart)
          .extracting(time -> time.toEpochMilli() - start / 1000)
          .containsExactlyElementsOf(LongStream.range(0, 8).map(i -> i * 5_000).boxed().toList());
      assertThat(calls.get()).isGreaterThan(2);
      assertThat(registry.counter("kinetograph.threads.replaced").count()).isEqualTo(1);
      assertThat(unready).succeedsWithin(PATIENCE);
      awaitReady(app);
      assertThat(app.state()).isEqualTo("RUNNING: 2 of 2 stream threads run");
    }
  }

  @Test
  void anAppWhoseThreadsFailTooOftenEndsWithTheFailure() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (StreamsApp app =
        StreamsApp.start(
            settings(), registry, model -> new FailingClassifier(calls, 0, Integer.MAX_VALUE))) {
      assertThat(app.awaitRunning(PATIENCE)).isTrue();
      assertThat(app.isAlive()).isTrue();
      cluster.publish(Readings.of("anna", start, 10, 25));

      assertThatThrownBy(() -> app.awaitEnd(PATIENCE))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("made to fail");
      assertThat(app.isAlive()).isFalse();
      assertThat(app.isReady()).isFalse();
      assertThat(app.state()).endsWith(": it failed and ends");
    }
    // Each time both threads may fail before a new one starts, and then both are replaced.
    assertThat(registry.counter("kinetograph.threads.replaced").count()).isBetween(1.0, 4.0);
    assertThat(cluster.committed("wearer.activity", 0)).isEmpty();
  }

  @Test
  void aProcessWhoseThreadsFailTooOftenEndsWith1AndOneSentence() throws Exception {
    try (StreamProcess process =
        StreamProcess.start(
            folder,
            FailingStream.class,
            Map.of(
                "kafka.bootstrap.servers", cluster.bootstrapServers(), "threads.failures", "1"))) {
      process.awaitLog("REBALANCING -> RUNNING");
      cluster.publish(Readings.of("anna", start, 10, 25));

      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> line.contains("stream threads failed")))
          .singleElement()
          .asString()
          .contains(" ERROR ")
          .endsWith(
              "stream threads failed 2 times within 600 s (settings threads.*), the last of:"
                  + " IllegalStateException: made to fail");
      // A new process of the group need not wait for the old one's session to time out.
      assertThat(members()).isZero();
    }
  }

  private int members() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return requireNonNull(
              admin
                  .describeConsumerGroups(List.of("kinetograph"))
                  .describedGroups()
                  .get("kinetograph"))
          .get()
          .members()
          .size();
    }
  }

  private static void awaitUnready(StreamsApp app) {
    while (app.isReady()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void awaitReady(StreamsApp app) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!app.isReady() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(app.isReady()).as(app.state()).isTrue();
  }

  private Settings settings() throws Exception {
    return Settings.of(
        Map.of(
            "kafka.bootstrap.servers", cluster.bootstrapServers(),
            "kafka.num.stream.threads", "2",
            "kafka.state.dir", folder.resolve("state").toString(),
            "model.file", new TinyModel().write(folder.resolve("m.onnx")).toString(),
            "threads.failures", "2"));
  }
}
