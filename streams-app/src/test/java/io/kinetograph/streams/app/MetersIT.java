package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.streams.config.Settings;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape holds once labels flow on a real broker. */
class MetersIT {

  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(k[a-z.0-9]+)` \\|(?: `(kinetograph_[a-z_]+)` \\|)?.+");
  private static final Set<String> MORE =
      Set.of("kafka_producer_batch_size_avg", "kafka_stream_thread_poll_total");
  private static Cluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    cluster = Cluster.start();
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    cluster.publish(Readings.of("anna", start, 10, 25));
    cluster.publish("anna", "no reading".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stopBroker() throws Exception {
    cluster.stop();
  }

  @Test
  void byDefaultItHasTheDocumentedMetersAndNoOthersOfOursOrKafkas() throws Exception {
    Set<String> documented = documented();
    assertThat(documented).hasSizeGreaterThan(30);

    Set<String> families = families("essential", documented);

    assertThat(families).isEqualTo(documented);
  }

  @Test
  void noneOfKafkasMetersAreThereIfNoneAreWanted() throws Exception {
    assertThat(families("none", Set.of("kinetograph_labels_total")))
        .contains("kinetograph_labels_total")
        .noneMatch(family -> family.startsWith("kafka_"));
  }

  @Test
  void allOfKafkasMetersAreThereIfAllAreWanted() throws Exception {
    assertThat(families("all", MORE)).containsAll(MORE);
  }

  /** Waits until all that are awaited are there, as Kafka's come with threads and tasks. */
  private Set<String> families(String scope, Set<String> awaited) throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap.servers",
                cluster.bootstrapServers(),
                "kafka.application.id",
                scope,
                "kafka.num.stream.threads",
                "1",
                "kafka.state.dir",
                folder.resolve("state").toString(),
                "model.file",
                new TinyModel().write(folder.resolve("m.onnx")).toString(),
                "metrics.kafka",
                scope));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      Set<String> families = families(registry.scrape());
      while (!families.containsAll(awaited) && System.nanoTime() < deadline) {
        Thread.sleep(500);
        families = families(registry.scrape());
      }
      assertThat(registry.scrape().lines().filter(line -> line.startsWith("# HELP kinetograph_")))
          .isNotEmpty()
          // "# HELP", the name, and more than a word.
          .allMatch(line -> line.split(" ").length > 4, "says what it is");
      return families;
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
