// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGTERM ends the process gracefully in every state. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class GracefulShutdownIT {

  /** The process has 30 s to end, as with Kubernetes by default. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final KafkaCluster shared;

  GracefulShutdownIT(KafkaCluster shared) {
    this.shared = shared;
  }

  @Test
  void whileTheBrokersDoNotAnswer() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Map<String, String> settings =
        Map.of("kafka.bootstrap.servers", "127.0.0.1:" + port, "check.timeout", "1h");
    try (AppProcess process = StreamProcess.start(folder, settings)) {
      process.awaitLog("could not be established");
      var ready = process.get("/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("STARTING: loads the model and checks the topics");
      assertThat(process.get("/health/live").statusCode()).isEqualTo(200);
      // What the alerts KinetographNotReady and KinetographRestarts need.
      assertThat(process.get("/metrics").body())
          .contains("kinetograph_ready 0.0", "process_start_time_seconds ");

      assertEndsInOrder(process);
    }
  }

  @Test
  void whileItStarts() throws Exception {
    AppTopics topics = shared.appTopics("ended-while-it-starts", 2);
    try (AppProcess process = StreamProcess.start(folder, topics.settings())) {
      process.awaitLog("CREATED -> REBALANCING");

      assertEndsInOrder(process);
    }
  }

  @Test
  void whileTheOutputTopicIsGone() throws Exception {
    AppTopics topics = shared.appTopics("ended-without-output-topic", 2);
    try (AppProcess process = StreamProcess.start(folder, topics.settings())) {
      process.awaitLog("REBALANCING -> RUNNING");
      try (Admin admin = shared.admin()) {
        admin.deleteTopics(List.of(topics.output())).all().get();
      }
      publish(topics);
      process.awaitLog("UNKNOWN_TOPIC_OR_PARTITION");

      assertEndsInOrder(process);
    }
  }

  @Test
  void whileTheBrokersAreGone() throws Exception {
    try (KafkaCluster stopped = KafkaCluster.start()) {
      AppTopics topics = stopped.appTopics("ended-without-brokers", 2);
      try (AppProcess process = StreamProcess.start(folder, topics.settings())) {
        process.awaitLog("REBALANCING -> RUNNING");
        publish(topics);
        assertThat(topics.labels(2)).hasSize(2);
        stopped.stopBroker(0);
        process.awaitLog("could not be established");

        assertEndsInOrder(process);
      }
    }
  }

  private static void publish(AppTopics topics) {
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    topics.publish(Readings.of("anna", start, 10, 25));
  }

  private static void assertEndsInOrder(AppProcess process) throws InterruptedException {
    process.terminate();
    assertThat(process.exitCode(PATIENCE)).as(process.log()).isEqualTo(AppProcess.SIGTERM);
    process.assertCleanLog();
  }
}
