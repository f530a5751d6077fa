package io.kinetograph.streams.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.app.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several apps, of which one is killed, one closed and others added, while wearers go on. */
class InstancesIT {

  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;
  private int starts;

  @Test
  void everySegmentIsLabelledOnceThoughAppsComeAndGo() throws Exception {
    comeAndGo("instances", Map.of());
  }

  @Test
  void everySegmentIsLabelledOnceThoughAppsWithStandbysComeAndGo() throws Exception {
    comeAndGo("instances with a standby", Map.of("kafka.num.standby.replicas", "1"));
  }

  @Test
  void everySegmentIsLabelledOnceThoughAppsOfTheStreamsProtocolComeAndGo() throws Exception {
    comeAndGo("instances by group.protocol=streams", Map.of("kafka.group.protocol", "streams"));
  }

  private void comeAndGo(String name, Map<String, String> more) throws Exception {
    long began = System.nanoTime();
    Cluster cluster =
        Cluster.start(
            1,
            4,
            Map.of(
                "group.min.session.timeout.ms", "500",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500",
                "group.streams.min.session.timeout.ms", "500",
                "group.streams.session.timeout.ms", "2000",
                "group.streams.min.heartbeat.interval.ms", "100",
                "group.streams.heartbeat.interval.ms", "300",
                "group.streams.initial.rebalance.delay.ms", "0"));
    Map<String, String> settings = QuickSettings.of(cluster, folder);
    settings.put("kafka.num.stream.threads", "1");
    if (more.containsKey("kafka.group.protocol")) {
      // Under this protocol they are the group's, on the brokers.
      settings.remove("kafka.session.timeout.ms");
      settings.remove("kafka.heartbeat.interval.ms");
    }
    settings.putAll(more);
    try (Traffic traffic = new Traffic(cluster, 12, Duration.ofMillis(150));
        TopicReader labels = TopicReader.committed(cluster.bootstrapServers(), "wearer.activity");
        AppProcess first = start(settings);
        AppProcess second = start(settings)) {
      awaitLabels(first, labels);
      awaitLabels(second, labels);
      first.kill();
      try (AppProcess third = start(settings)) {
        awaitLabels(third, labels);
        assertThat(second.terminate()).as("exit code").isEqualTo(SIGTERM);
        try (AppProcess fourth = start(settings);
            AppProcess fifth = start(settings)) {
          awaitLabels(fourth, labels);
          awaitLabels(fifth, labels);
          third.kill();
          awaitLabels(fifth, labels);
          fourth.kill();
          awaitLabels(fifth, labels);
          List<ExpectedLabel> expected = traffic.stop();
          labels.readAll(expected.size(), DEADLINE);
          assertThat(fifth.terminate()).as("exit code").isEqualTo(SIGTERM);
          labels.read(Duration.ofSeconds(1));
          Result result = Result.of(expected, labels.records());
          System.out.printf(
              "%s: apps=%d killed=3 closed=2 records=%d %s seconds=%d%n",
              name,
              starts,
              traffic.records(),
              result.figures(),
              Duration.ofNanos(System.nanoTime() - began).toSeconds());
          assertThat(result.examples()).isEmpty();
          assertThat(result.isExactlyOnce()).isTrue();
        }
      }
    } finally {
      cluster.stop();
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    String name = "app-" + starts++;
    settings.put("kafka.state.dir", folder.resolve(name).toString());
    return AppProcess.start(folder, name, settings);
  }

  /** Waits until an app runs and there are more labels than before, be they its or another's. */
  private static void awaitLabels(AppProcess app, TopicReader labels) {
    app.await(labels, true);
    int before = labels.records().size();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (labels.records().size() < before + 24 && System.nanoTime() < deadline) {
      labels.read(Duration.ofMillis(50));
    }
    assertThat(labels.records().size()).as(app::log).isGreaterThan(before);
  }
}
