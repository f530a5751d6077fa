package io.kinetograph.streams.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.app.Cluster;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, of which one after the other goes and comes back, while wearers go on. */
class BrokersIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);

  /** Whose leader goes: what is read, written, and what keeps the transactions and the state. */
  private static final List<String> LED =
      List.of(
          "wearable.accelerometer",
          "wearer.activity",
          "__transaction_state",
          "__consumer_offsets",
          "changelog");

  @TempDir Path folder;
  private int appStarts;

  @Test
  void everySegmentIsLabelledOnceThoughLeadersGoInTheMiddleOfTransactions() throws Exception {
    long began = System.nanoTime();
    Cluster cluster =
        Cluster.start(
            3,
            4,
            Map.of(
                "group.min.session.timeout.ms", "500",
                "broker.session.timeout.ms", "4000",
                "broker.heartbeat.interval.ms", "500",
                // A broker that goes does not hand over what it leads.
                "controlled.shutdown.enable", "false"));
    Map<String, String> settings = QuickSettings.of(cluster, folder);
    settings.put("kafka.session.timeout.ms", "10000");
    settings.put("kafka.transaction.timeout.ms", "30000");
    try (Traffic traffic = new Traffic(cluster, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = TopicReader.committed(cluster.bootstrapServers(), "wearer.activity");
        App app = new App(Settings.of(settings))) {
      awaitLabels(app, labels);
      List<String> stopped = new ArrayList<>();
      for (String topic : LED) {
        int leader = leader(admin, topic);
        stopped.add(topic + " of broker " + leader);
        cluster.stopBroker(leader);
        awaitLabels(app, labels);
        cluster.startBroker(leader);
        awaitInSync(admin, app, labels);
      }
      List<ExpectedLabel> expected = traffic.stop();
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (labels.records().size() < expected.size() && System.nanoTime() < deadline) {
        app.startAgainIfEnded();
        labels.read(Duration.ofMillis(100));
      }
      labels.readAll(expected.size(), DEADLINE);
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "brokers: leaders stopped=%d %s app starts=%d records=%d %s seconds=%d%n",
          stopped.size(),
          stopped,
          appStarts,
          traffic.records(),
          result.figures(),
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
    } finally {
      cluster.stop();
    }
  }

  /** An app that is started again once it has ended by itself, as an operator's machine does. */
  private final class App implements AutoCloseable {

    private final Settings settings;
    private StreamsApp app;

    App(Settings settings) throws Exception {
      this.settings = settings;
      this.app = start();
    }

    private StreamsApp start() throws Exception {
      appStarts++;
      return StreamsApp.start(settings, new SimpleMeterRegistry());
    }

    void startAgainIfEnded() throws Exception {
      if (!app.isAlive()) {
        app.close();
        app = start();
      }
    }

    @Override
    public void close() {
      app.close();
    }
  }

  private static void awaitLabels(App app, TopicReader labels) throws Exception {
    int before = labels.records().size();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (labels.records().size() < before + 48) {
      assertThat(System.nanoTime()).as("labels go on").isLessThan(deadline);
      app.startAgainIfEnded();
      labels.read(Duration.ofMillis(100));
    }
  }

  private static int leader(Admin admin, String topic) throws Exception {
    for (TopicDescription described : describe(admin)) {
      if (described.name().endsWith(topic)) {
        return requireNonNull(described.partitions().get(0).leader()).id();
      }
    }
    throw new IllegalStateException("no topic " + topic);
  }

  private static void awaitInSync(Admin admin, App app, TopicReader labels) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!describe(admin).stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.isr().size() == 3)) {
      assertThat(System.nanoTime()).as("replicas in sync").isLessThan(deadline);
      app.startAgainIfEnded();
      labels.read(Duration.ofMillis(100));
    }
  }

  private static Collection<TopicDescription> describe(Admin admin) throws Exception {
    var options = new ListTopicsOptions().listInternal(true);
    return admin
        .describeTopics(admin.listTopics(options).names().get())
        .allTopicNames()
        .get()
        .values();
  }
}
