// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.fixtures.process.AppProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several apps are killed, closed and added while wearers publish.
 *
 * <p>{@code -Dsoak.rebalances=100} lets more apps come and go in the soak test, {@code
 * -Dsoak.seed=2} at other moments.
 */
@SharedKafka
class InstancesIT {

  @TempDir Path folder;
  private final long seed = Long.getLong("soak.seed", 1);
  private final KafkaCluster cluster;
  private int starts;

  InstancesIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everySegmentIsLabeledOnceThoughAppsComeAndGo() throws Exception {
    comeAndGo("instances", "instances", Map.of());
  }

  @Test
  void everySegmentIsLabeledOnceThoughAppsWithStandbysComeAndGo() throws Exception {
    comeAndGo(
        "instances-with-standby",
        "instances with a standby",
        Map.of("kafka.num.standby.replicas", "1"));
  }

  @Test
  void everySegmentIsLabeledOnceThoughAppsOfTheStreamsProtocolComeAndGo() throws Exception {
    comeAndGo(
        "instances-by-streams-protocol",
        "instances by group.protocol=streams",
        Map.of("kafka.group.protocol", "streams"));
  }

  @Test
  @Tag("soak")
  void atLeastOnceNoSegmentIsLostOrWrongThoughAppsComeAndGo() throws Exception {
    Result result =
        run(
            "instances-at-least-once",
            "instances by processing.guarantee=at_least_once",
            Map.of("kafka.processing.guarantee", "at_least_once"));
    assertThat(result.losses() + result.wrong()).as("%s", result.examples()).isZero();
  }

  @Test
  @Tag("soak")
  void everySegmentIsLabeledOnceThoughTwoAppsComeAndGoManyTimes() throws Exception {
    long began = System.nanoTime();
    int rebalances = Integer.getInteger("soak.rebalances", 50);
    Random random = new Random(seed);
    AppTopics topics = cluster.appTopics("rebalances", 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.num.stream.threads", "1");
    Deque<AppProcess> apps = new ArrayDeque<>();
    int killed = 0;
    int closed = 0;
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Group group = new Group(topics);
        TopicReader labels = topics.committedLabels()) {
      apps.add(start(settings));
      awaitLabels(apps.getLast(), labels);
      for (int rebalance = 0; rebalance < rebalances; rebalance++) {
        if (apps.size() == 1) {
          apps.add(start(settings));
        } else if (rebalance % 4 == 1) {
          apps.removeFirst().kill();
          killed++;
        } else {
          QuickApp.close(apps.removeFirst());
          closed++;
        }
        QuickApp.readUntil(apps.getLast(), labels, () -> group.isSharedBy(apps.size()));
        // The next one hits the restoration, the records that are read again, or live ones.
        labels.read(Duration.ofMillis(random.nextInt(3_000)));
      }
      Result result = QuickApp.end(traffic, labels, apps);
      System.out.printf(
          "rebalances: seed=%d rebalances=%d killed=%d closed=%d records=%d %s seconds=%d%n",
          seed,
          rebalances,
          killed,
          closed,
          traffic.records(),
          result.figures(),
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
    } finally {
      apps.forEach(AppProcess::close);
    }
  }

  private void comeAndGo(String id, String name, Map<String, String> more) throws Exception {
    Result result = run(id, name, more);
    assertThat(result.examples()).isEmpty();
    assertThat(result.isExactlyOnce()).isTrue();
  }

  private Result run(String id, String name, Map<String, String> more) throws Exception {
    long began = System.nanoTime();
    AppTopics topics = cluster.appTopics(id, 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.num.stream.threads", "1");
    if (more.containsKey("kafka.group.protocol")) {
      // Under this protocol the brokers set them for the group.
      settings.remove("kafka.session.timeout.ms");
      settings.remove("kafka.heartbeat.interval.ms");
    }
    settings.putAll(more);
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        TopicReader labels = topics.committedLabels();
        AppProcess first = start(settings);
        AppProcess second = start(settings)) {
      awaitLabels(first, labels);
      awaitLabels(second, labels);
      first.kill();
      try (AppProcess third = start(settings)) {
        awaitLabels(third, labels);
        QuickApp.close(second);
        try (AppProcess fourth = start(settings);
            AppProcess fifth = start(settings)) {
          awaitLabels(fourth, labels);
          awaitLabels(fifth, labels);
          third.kill();
          awaitLabels(fifth, labels);
          fourth.kill();
          awaitLabels(fifth, labels);
          Result result = QuickApp.end(traffic, labels, List.of(fifth));
          System.out.printf(
              "%s: apps=%d killed=3 closed=2 records=%d %s seconds=%d%n",
              name,
              starts,
              traffic.records(),
              result.figures(),
              Duration.ofNanos(System.nanoTime() - began).toSeconds());
          return result;
        }
      }
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    String name = "app-" + starts++;
    settings.put("kafka.state.dir", folder.resolve(name).toString());
    return QuickApp.start(folder, name, settings);
  }

  /** Waits until an app runs and there are more labels than before, whichever app made them. */
  private static void awaitLabels(AppProcess app, TopicReader labels) {
    QuickApp.readUntil(app, labels, app::isRunning);
    int enough = labels.records().size() + 24;
    QuickApp.readUntil(app, labels, () -> labels.records().size() >= enough);
  }
}
