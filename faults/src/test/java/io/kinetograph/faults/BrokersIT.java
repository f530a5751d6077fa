// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers stop and start again, one after the other, while wearers publish.
 *
 * <p>{@code -Dsoak.losses=50} stops brokers more often in the soak test.
 */
class BrokersIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);

  /** The topics whose leader stops: input, output, and those of the transactions and the state. */
  private static final List<String> LED =
      List.of(
          "brokers.in", "brokers.out", "__transaction_state", "__consumer_offsets", "changelog");

  @TempDir Path folder;
  private int appStarts;

  @Test
  void everySegmentIsLabeledOnceThoughLeadersStopInTheMiddleOfTransactions() throws Exception {
    stopLeaders(LED.size());
  }

  @Test
  @Tag("soak")
  void everySegmentIsLabeledOnceThoughLeadersStopManyTimes() throws Exception {
    stopLeaders(Integer.getInteger("soak.losses", 20));
  }

  private void stopLeaders(int losses) throws Exception {
    long began = System.nanoTime();
    KafkaCluster cluster =
        KafkaCluster.start(
            3,
            Map.of(
                "broker.session.timeout.ms", "4000",
                "broker.heartbeat.interval.ms", "500",
                // A broker that stops does not hand over its partitions.
                "controlled.shutdown.enable", "false"));
    AppTopics topics = cluster.appTopics("brokers", 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.session.timeout.ms", "10000");
    settings.put("kafka.transaction.timeout.ms", "30000");
    try (cluster;
        Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = topics.committedLabels();
        App app = new App(Settings.of(settings))) {
      awaitLabels(app, labels);
      List<String> stopped = new ArrayList<>();
      for (int loss = 0; loss < losses; loss++) {
        String topic = LED.get(loss % LED.size());
        int leader = leader(admin, topic);
        stopped.add(topic + " of broker " + leader);
        cluster.stopBroker(leader);
        awaitLabels(app, labels);
        cluster.startBroker(leader);
        awaitInSync(admin, app, labels);
      }
      List<ExpectedLabel> expected = traffic.stop();
      readUntil(app, labels, "all labels", () -> labels.records().size() >= expected.size());
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
      EpisodeResult.assertExactlyOnce(topics, settings, labels.records());
    }
  }

  /** An app that is started again when it ends on its own, as Kubernetes would do. */
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

    void startAgainIfEnded() {
      if (!app.health().isAlive()) {
        app.close();
        try {
          app = start();
        } catch (Exception e) {
          throw new IllegalStateException("the app does not start again", e);
        }
      }
    }

    @Override
    public void close() {
      app.close();
    }
  }

  private static void readUntil(
      App app, TopicReader labels, String what, BooleanSupplier condition) {
    labels.readUntil(
        what,
        DEADLINE,
        () -> {
          app.startAgainIfEnded();
          return condition.getAsBoolean();
        });
  }

  private static void awaitLabels(App app, TopicReader labels) {
    int enough = labels.records().size() + 48;
    readUntil(app, labels, "more labels", () -> labels.records().size() >= enough);
  }

  private static int leader(Admin admin, String topic) {
    for (TopicDescription described : describe(admin)) {
      if (described.name().endsWith(topic)) {
        return requireNonNull(described.partitions().get(0).leader()).id();
      }
    }
    throw new IllegalStateException("no topic " + topic);
  }

  private static void awaitInSync(Admin admin, App app, TopicReader labels) {
    readUntil(
        app,
        labels,
        "replicas in sync",
        () ->
            describe(admin).stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == 3));
  }

  private static Collection<TopicDescription> describe(Admin admin) {
    try {
      var options = new ListTopicsOptions().listInternal(true);
      return admin
          .describeTopics(admin.listTopics(options).names().get())
          .allTopicNames()
          .get()
          .values();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the brokers do not describe the topics", e);
    }
  }
}
