package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two apps of which each keeps a copy of the other's stores. */
class StandbyIT {

  private static final long SEGMENT = 5_000_000L;

  @TempDir Path folder;
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
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
  void withAStandbyEachPartitionsStoresLieWithTwoProcessesAndEitherGoesOn() throws Exception {
    List<AccelerometerReading> readings = Readings.of("anna", start, 5, 25);
    StreamsApp first = StreamsApp.start(settings("first"), new SimpleMeterRegistry());
    try (StreamsApp second = StreamsApp.start(settings("second"), new SimpleMeterRegistry())) {
      assertThat(first.awaitRunning(Duration.ofSeconds(60))).isTrue();
      assertThat(second.awaitRunning(Duration.ofSeconds(60))).isTrue();
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (!(hasAllStores("first") && hasAllStores("second")) && System.nanoTime() < deadline) {
        Thread.sleep(200);
      }
      assertThat(hasAllStores("first")).isTrue();
      assertThat(hasAllStores("second")).isTrue();

      cluster.publish(readings.subList(0, 12));
      first.close();
      cluster.publish(readings.subList(12, readings.size()));

      assertThat(cluster.labels(1)).extracting(ActivityLabel::getCoverage).containsExactly(1f);
    } finally {
      first.close();
    }
  }

  private boolean hasAllStores(String name) {
    Path tasks = folder.resolve(name).resolve("standby");
    return Files.isDirectory(tasks.resolve("0_0/rocksdb/samples"))
        && Files.isDirectory(tasks.resolve("0_1/rocksdb/samples"));
  }

  private Settings settings(String name) throws Exception {
    return Settings.of(
        Map.of(
            "kafka.bootstrap.servers",
            cluster.bootstrapServers(),
            "kafka.application.id",
            "standby",
            "kafka.num.stream.threads",
            "1",
            "kafka.num.standby.replicas",
            "1",
            "kafka.state.dir",
            folder.resolve(name).toString(),
            "model.file",
            new TinyModel().write(folder.resolve(name + ".onnx")).toString()));
  }
}
