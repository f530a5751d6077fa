// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.operations.MonitoringFiles;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a scrape holds once labels flow on a real broker. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class MetersIT {

  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(k[a-z.0-9]+)` \\|(?: `(kinetograph_[a-z_]+)` \\|)?.+");
  private static final Set<String> MORE =
      Set.of("kafka_producer_batch_size_avg", "kafka_stream_thread_poll_total");

  @TempDir Path folder;
  private final KafkaCluster cluster;

  MetersIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void byDefaultItHasTheDocumentedMetersAndNoOthersOfOursOrKafkas() throws Exception {
    Set<String> documented = documented();
    assertThat(documented).hasSizeGreaterThan(30);

    String scrape = scrape("essential", documented);

    assertThat(families(scrape)).isEqualTo(documented);
    assertThat(scrape).contains("\nkinetograph_ready 1.0\n");
    assertThat(MonitoringFiles.series())
        .allSatisfy(
            (name, labels) ->
                assertThat(scrape.lines().filter(line -> hasName(line, name)))
                    .as(name)
                    .anyMatch(line -> labels.stream().allMatch(label -> hasLabel(line, label))));
  }

  private static boolean hasName(String line, String name) {
    return line.startsWith(name + " ") || line.startsWith(name + "{");
  }

  private static boolean hasLabel(String line, String label) {
    return line.contains("{" + label + "=\"") || line.contains("," + label + "=\"");
  }

  @Test
  void scopeNoneHasNoKafkaMeters() throws Exception {
    assertThat(families(scrape("none", Set.of("kinetograph_labels_total"))))
        .contains("kinetograph_labels_total")
        .noneMatch(family -> family.startsWith("kafka_"));
  }

  @Test
  void scopeAllHasAllKafkaMeters() throws Exception {
    assertThat(families(scrape("all", MORE))).containsAll(MORE);
  }

  /** Waits until all expected families exist: Kafka registers its own with threads and tasks. */
  private String scrape(String scope, Set<String> awaited) throws Exception {
    AppTopics topics = cluster.appTopics("meters-" + scope, 2);
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    topics.publish(Readings.of("anna", start, 10, 25));
    topics.publish("anna", "not a reading".getBytes(StandardCharsets.UTF_8));
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.put("metrics.kafka", scope);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (StreamsApp app = StreamsApp.start(Settings.of(settings), registry)) {
      // A collection has its metric only once there was one.
      System.gc();
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                String scrape = registry.scrape();
                assertThat(families(scrape)).containsAll(awaited);
                assertThat(scrape).contains("jvm_gc_pause_seconds_sum");
              });
      String scrape = registry.scrape();
      assertThat(scrape.lines().filter(line -> line.startsWith("# HELP kinetograph_")))
          .isNotEmpty()
          // "# HELP", the name, and more than a word.
          .allMatch(line -> line.split(" ").length > 4, "says what it is");
      return scrape;
    }
  }

  /** Ours and Kafka's; the largest of a timer or summary belongs to it. */
  private static Set<String> families(String scrape) {
    Set<String> families = new TreeSet<>();
    FAMILY
        .matcher(scrape)
        .results()
        .map(family -> family.group(1))
        .filter(name -> name.startsWith("kafka_") || name.startsWith("kinetograph_"))
        .map(name -> name.startsWith("kinetograph_") ? name.replaceFirst("_max$", "") : name)
        .forEach(families::add);
    return families;
  }

  private static Set<String> documented() throws Exception {
    Set<String> documented = new TreeSet<>();
    ROW.matcher(Files.readString(Path.of("../docs/metrics.md")))
        .results()
        .map(row -> row.group(2) == null ? row.group(1).replace('.', '_') : row.group(2))
        // The only counter of Kafka's whose name there does not end in total.
        .map(name -> name.equals("kafka_stream_failed_stream_threads") ? name + "_total" : name)
        .forEach(documented::add);
    return documented;
  }
}
