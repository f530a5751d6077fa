// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.operations.ExternalTool;
import io.kinetograph.streams.setup.TopicsCommand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Runs each producer of {@code docs/examples} against a broker that refuses its readings, and
 * against one with the app and the shipped model until a label of its wearer is there, and the
 * consumers. An example whose runtime or libraries are not installed is skipped, and the output
 * says so.
 */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
class ExamplesIT {

  private static final Path EXAMPLES = Path.of("../docs/examples").toAbsolutePath().normalize();

  private KafkaCluster cluster;
  private KafkaCluster refusing;
  private StreamsApp app;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    cluster = KafkaCluster.start();
    int code =
        TopicsCommand.commandLine()
            .execute(
                "--bootstrap-servers", cluster.bootstrapServers(), "--set", "check.timeout=2m");
    assertThat(code).isZero();
    app =
        StreamsApp.start(
            Settings.of(
                Map.of(
                    "kafka.bootstrap.servers",
                    cluster.bootstrapServers(),
                    "kafka.num.stream.threads",
                    "1",
                    "episodes.lag",
                    "0",
                    "kafka.state.dir",
                    folder.resolve("state").toString())),
            new SimpleMeterRegistry());
    assertThat(app.awaitRunning(Duration.ofMinutes(2))).isTrue();
    refusing = KafkaCluster.start();
    refusing.createTopic("wearable.accelerometer", 1, Map.of("max.message.bytes", "100"));
  }

  @AfterAll
  void stop() {
    if (app != null) {
      app.close();
    }
    if (refusing != null) {
      refusing.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void java(@TempDir Path folder) throws Exception {
    Path options = folder.resolve("options");
    // Failsafe may start tests with a jar that only names the class path.
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Files.writeString(options, "-cp \"" + classPath + "\"");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    runAndAwaitLabel("java", java, "@" + options, "SendReadings.java");
  }

  @Test
  void python() throws Exception {
    requirePython();
    runAndAwaitLabel("python", "python3", "send_readings.py");
    assertThat(readInPython("read_labels.py", "1"))
        .contains("\"wearer\": \"", "\"status\": \"", "\"group\": \"", "\"bestActivity\": \"");
    assertThat(readInPython("read_episodes.py", "1")).contains(" to now");
  }

  @Test
  void aProgramInPythonOfTheFirstVersionReadsLabelsOfThisOne() throws Exception {
    requirePython();
    runAndAwaitLabel("python", "python3", "send_readings.py");
    assertThat(readInPython("read_labels.py", "1", "1"))
        .contains("\"wearer\": \"", "\"activity\": \"", "\"model\": \"")
        .doesNotContain("status", "bestActivity");
  }

  private static void requirePython() throws Exception {
    requireLibraries(
        ExternalTool.require("python3", "the examples in Python")
            .run(EXAMPLES, "-c", "import confluent_kafka, fastavro"),
        "confluent-kafka and fastavro",
        "Python");
  }

  private String readInPython(String program, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("python3", program, cluster.bootstrapServers()));
    line.addAll(List.of(arguments));
    ExternalTool.Output output = ExternalTool.run(EXAMPLES.resolve("python"), line).succeeded();
    assertThat(output.err()).doesNotContain("not a");
    return output.out();
  }

  @Test
  void javascript() throws Exception {
    ExternalTool node = ExternalTool.require("node", "the example in JavaScript");
    requireLibraries(
        node.run(EXAMPLES.resolve("javascript"), "-e", "require('kafkajs'); require('avsc')"),
        "kafkajs and avsc",
        "JavaScript");
    runAndAwaitLabel("javascript", "node", "send-readings.js");
    String labels =
        ExternalTool.run(
                EXAMPLES.resolve("javascript"),
                List.of("node", "read-labels.js", cluster.bootstrapServers(), "1"))
            .succeeded()
            .out();
    assertThat(labels).contains("\"wearer\":\"", "\"status\":\"", "\"bestActivity\":\"");
  }

  @Test
  void go() throws Exception {
    ExternalTool go = ExternalTool.require("go", "the example in Go");
    requireLibraries(
        go.run(EXAMPLES.resolve("go"), "mod", "verify"), "franz-go and hamba/avro", "Go");
    runAndAwaitLabel("go", "go", "run", ".");
  }

  @Test
  void kcat() throws Exception {
    ExternalTool.require("kcat", "the example with kcat");
    runAndAwaitLabel("kcat", "sh", "send-readings.sh");
  }

  private static void requireLibraries(
      ExternalTool.Output probe, String libraries, String language) {
    String reason =
        "%s are not installed: not checked the example in %s".formatted(libraries, language);
    if (probe.exitCode() != 0) {
      System.out.println("SKIPPED: " + reason);
    }
    assumeTrue(probe.exitCode() == 0, reason);
  }

  private void runAndAwaitLabel(String example, String... command) throws Exception {
    String wearer = "wearer-of-" + example;
    assertThat(run(example, command, refusing, wearer).exitCode()).as("refused").isEqualTo(1);

    ExternalTool.Output output = run(example, command, cluster, wearer).succeeded();
    assertThat(output.err()).as("%s", output).doesNotContain("not delivered");

    try (TopicReader labels =
        TopicReader.committed(cluster.bootstrapServers(), "wearer.activity")) {
      labels.readUntil(
          "a label of " + wearer,
          Duration.ofMinutes(2),
          () -> labels.records().stream().anyMatch(label -> isOf(wearer, label)));
      ConsumerRecord<byte[], byte[]> first =
          labels.records().stream().filter(label -> isOf(wearer, label)).findFirst().orElseThrow();
      var label =
          TopicSerdes.activityLabel().deserializer().deserialize(first.topic(), first.value());
      assertThat(label.getCoverage()).isGreaterThan(0.75f);
      System.out.printf("example %s: %s%n", example, label.getActivity());
    }
    try (TopicReader letters =
        TopicReader.committed(cluster.bootstrapServers(), "wearable.accelerometer.dlq")) {
      letters.read(Duration.ofSeconds(1));
      assertThat(letters.records()).isEmpty();
    }
  }

  private static ExternalTool.Output run(
      String example, String[] command, KafkaCluster kafka, String wearer) throws Exception {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(kafka.bootstrapServers(), wearer));
    return ExternalTool.run(EXAMPLES.resolve(example), line);
  }

  private static boolean isOf(String wearer, ConsumerRecord<byte[], byte[]> label) {
    return new String(label.key(), UTF_8).equals(wearer);
  }
}
