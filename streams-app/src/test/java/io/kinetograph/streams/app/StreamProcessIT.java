// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kinetograph stream} as a process of its own. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class StreamProcessIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void labelsUntilItIsTerminatedAndEndsCleanly(KafkaCluster cluster) throws Exception {
    AppTopics topics = cluster.appTopics("stream-process", 2);
    long start = System.currentTimeMillis() / 5000 * 5_000_000 - 60_000_000;
    topics.publish(Readings.of("anna", start, 10, 25));
    Map<String, String> settings = topics.settings();
    settings.put("model.file", new TinyModel().write(folder.resolve("tiny.onnx")).toString());
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    try (AppProcess process = start(settings)) {
      assertThat(topics.labels(2)).hasSize(2);

      assertThat(process.get("/health/ready").body()).contains("\"UP\"");
      assertThat(process.get("/metrics").body())
          .contains("kinetograph_readings_total{result=\"accepted\"} 50.0")
          .contains("kinetograph_segments_total{result=\"labeled\"} 2.0")
          .contains("kinetograph_model{device=\"cpu\",version=\"tiny-1\"} 1.0")
          .contains("kinetograph_model_refreshes_total{result=\"rejected\"} 0.0");
      assertThat(process.get("/info").body())
          .contains("\"version\":\"tiny-1\"")
          .contains("\"device\":\"cpu\"");
      process.terminate();
      assertThat(process.exitCode(Duration.ofSeconds(20))).isEqualTo(AppProcess.SIGTERM);
      assertThat(process.log())
          .doesNotContain("Exception")
          .doesNotContain("ERROR")
          .doesNotContain("MeterFilter");
    }
  }

  @Test
  void aBadSettingStopsTheStartWithOneSentence() throws Exception {
    try (AppProcess process = start(Map.of("segment.grace", "soon"))) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(process.log().lines())
          .singleElement()
          .asString()
          .endsWith(
              "setting segment.grace is 'soon', not a duration from 0s to 1d, such as 200ms, 5s,"
                  + " 10m or 1h");
    }
  }

  @Test
  void aModelThatCannotBeServedStopsTheStartWithOneSentence() throws Exception {
    Path model = Files.writeString(folder.resolve("garbage.onnx"), "no model");
    try (AppProcess process = start(Map.of("model.file", model.toString()))) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> !line.contains(" INFO ")))
          .singleElement()
          .asString()
          .contains(model + " is not an ONNX model");
    }
  }

  @Test
  void aGpuThatCannotBeUsedStopsTheStartWithOneSentence() throws Exception {
    try (AppProcess process = start(Map.of("model.device", "cuda:99"))) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> !line.contains(" INFO ")))
          .singleElement()
          .asString()
          .contains("setting model.device: cuda:99 cannot be used: ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UnexpectedException, java.lang.IllegalStateException",
    "UnexpectedError, java.lang.NoClassDefFoundError"
  })
  void anUnexpectedErrorEndsTheProcessWith1AndOneErrorLine(String main, String kind)
      throws Exception {
    Class<?> command = Class.forName(FailingStream.class.getName() + "$" + main);
    try (AppProcess process = StreamProcess.start(folder, command, Map.of())) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> line.contains(" ERROR ")))
          .singleElement()
          .asString()
          .endsWith("unexpected error, the process ends: " + kind + ": made to fail");
      assertThat(process.log()).contains("\tat " + command.getName());
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    // ONNX Runtime's start must survive a long command line.
    return AppProcess.start(
        folder, "app", StreamCommand.class, settings, "-Dpadding=" + "x".repeat(100_000));
  }
}
