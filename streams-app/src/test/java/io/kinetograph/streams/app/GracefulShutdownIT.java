package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends the process in order, whatever it is at. */
class GracefulShutdownIT {

  /** It is told to end within 30 s, as Kubernetes does by default. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void whileTheBrokersDoNotAnswer() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (StreamProcess process = start("127.0.0.1:" + port, Map.of("check.timeout", "1h"))) {
      process.awaitLog("could not be established");
      var ready = process.get("/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("STARTING: loads the model and checks the topics");
      assertThat(process.get("/health/live").statusCode()).isEqualTo(200);

      assertEndsInOrder(process);
    }
  }

  @Test
  void whileItStarts() throws Exception {
    Cluster cluster = Cluster.start();
    try (StreamProcess process = start(cluster.bootstrapServers(), Map.of())) {
      process.awaitLog("CREATED -> REBALANCING");

      assertEndsInOrder(process);
    }
    cluster.stop();
  }

  @Test
  void whileTheOutputTopicIsGone() throws Exception {
    Cluster cluster = Cluster.start();
    try (StreamProcess process = start(cluster.bootstrapServers(), Map.of())) {
      process.awaitLog("REBALANCING -> RUNNING");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        admin.deleteTopics(List.of("wearer.activity")).all().get();
      }
      publish(cluster);
      process.awaitLog("UNKNOWN_TOPIC_OR_PARTITION");

      assertEndsInOrder(process);
    }
    cluster.stop();
  }

  @Test
  void whileTheBrokersAreGone() throws Exception {
    Cluster cluster = Cluster.start();
    try (StreamProcess process = start(cluster.bootstrapServers(), Map.of())) {
      process.awaitLog("REBALANCING -> RUNNING");
      publish(cluster);
      assertThat(cluster.labels(2)).hasSize(2);
      cluster.stop();
      process.awaitLog("could not be established");

      assertEndsInOrder(process);
    }
  }

  private StreamProcess start(String servers, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("kafka.bootstrap.servers", servers);
    return StreamProcess.start(folder, StreamCommand.class, all);
  }

  private static void publish(Cluster cluster) {
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    cluster.publish(Readings.of("anna", start, 10, 25));
  }

  private static void assertEndsInOrder(StreamProcess process) throws InterruptedException {
    process.terminate();
    assertThat(process.exitCode(PATIENCE)).as(process.log()).isEqualTo(StreamProcess.SIGTERM);
    process.assertCleanLog();
  }
}
