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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app is frozen while wearers publish, as by a long pause of its machine, and continues later
 * with all that it had in memory.
 *
 * <p>{@code -Dsoak.freezes=100} freezes apps more often in the soak test, {@code -Dsoak.seed=2} for
 * other times.
 */
@SharedKafka
@DisabledOnOs(OS.WINDOWS)
class FrozenAppIT {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** Much longer than a transaction of an app that runs. */
  private static final Duration STUCK = Duration.ofSeconds(1);

  /** From then on, the session and the transaction time out. */
  private static final Duration PAST_TIMEOUTS = Duration.ofMillis(3_500);

  @TempDir Path folder;
  private final long seed = Long.getLong("soak.seed", 1);
  private final Random random = new Random(seed);
  private final KafkaCluster cluster;
  private int starts;
  private int freezes;
  private int takeovers;
  private int inTransaction;

  FrozenAppIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everySegmentIsLabeledOnceThoughAppsWakeUpWhenOthersHaveTakenOver() throws Exception {
    freezeInTurn("frozen", 2);
  }

  @Test
  @Tag("soak")
  void everySegmentIsLabeledOnceThoughAppsAreFrozenManyTimes() throws Exception {
    freezeInTurn("frozen-many-times", Integer.getInteger("soak.freezes", 50));
  }

  @Test
  void everySegmentIsLabeledOnceThoughATransactionTimesOutWithinTheSession() throws Exception {
    long began = System.nanoTime();
    AppTopics topics = cluster.appTopics("frozen-within-session", 4);
    Map<String, String> settings = settings(topics);
    settings.put("kafka.session.timeout.ms", "60000");
    settings.put("kafka.transaction.timeout.ms", "1500");
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Group group = new Group(topics);
        TopicReader labels = topics.committedLabels();
        AppProcess app = start(settings)) {
      QuickApp.readUntil(app, labels, app::isRunning);
      awaitPublished(app, labels, traffic);
      for (int round = 0; round < 2; round++) {
        freezeInTransaction(app, traffic, labels, group);
        labels.read(Duration.ofSeconds(2));
        app.thaw();
        awaitPublished(app, labels, traffic);
      }
      Result result = end("within the session", began, traffic, labels, List.of(app));
      assertExactlyOnce(result);
    }
  }

  /** Each app is frozen after it has woken up and the other one has been frozen. */
  private void freezeInTurn(String id, int rounds) throws Exception {
    long began = System.nanoTime();
    AppTopics topics = cluster.appTopics(id, 4);
    Map<String, String> settings = settings(topics);
    settings.put("kafka.num.stream.threads", "1");
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Group group = new Group(topics);
        TopicReader labels = topics.committedLabels();
        AppProcess first = start(settings);
        AppProcess second = start(settings)) {
      QuickApp.readUntil(first, labels, first::isRunning);
      QuickApp.readUntil(second, labels, () -> group.isSharedBy(2));
      awaitPublished(second, labels, traffic);
      for (int round = 0; round < rounds; round++) {
        AppProcess frozen = round % 2 == 0 ? first : second;
        AppProcess other = round % 2 == 0 ? second : first;
        freezeInTransaction(frozen, traffic, labels, group);
        if (round % 4 == 3) {
          // Nothing times out, or the session, or the transaction, or both right now.
          labels.read(Duration.ofMillis(random.nextInt(2_500)));
        } else {
          labels.read(PAST_TIMEOUTS.plusMillis(random.nextInt(1_000)));
          awaitPublished(other, labels, traffic);
          takeovers++;
        }
        frozen.thaw();
        QuickApp.readUntil(frozen, labels, () -> group.isSharedBy(2));
        awaitPublished(frozen, labels, traffic);
      }
      Result result = end("in turn", began, traffic, labels, List.of(first, second));
      assertExactlyOnce(result);
    }
  }

  private Map<String, String> settings(AppTopics topics) throws Exception {
    Map<String, String> settings = QuickApp.settings(topics, folder);
    // Transactions that are seldom closed, so that an app is mostly frozen in one.
    settings.put("kafka.commit.interval.ms", "500");
    // A thread whose transaction was aborted before its commit fails with InvalidTxnStateException.
    settings.put("threads.failures", "1000");
    return settings;
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    return QuickApp.start(folder, "app-" + starts++, settings);
  }

  /** Freezes an app that has a transaction open. */
  private void freezeInTransaction(AppProcess app, Traffic traffic, TopicReader labels, Group group)
      throws Exception {
    for (int attempt = 0; attempt < 20; attempt++) {
      labels.read(Duration.ofMillis(random.nextInt(500)));
      labels.readUntil(
          "a label that is due", DEADLINE, () -> labels.records().size() < traffic.segments());
      app.freeze();
      freezes++;
      labels.read(STUCK);
      if (group.hasTransactionOpenFor(STUCK.minusMillis(100))) {
        inTransaction++;
        return;
      }
      app.thaw();
    }
    throw new AssertionError("the app was never frozen in a transaction");
  }

  /** Waits until all wearers who have published so far have their labels. */
  private static void awaitPublished(AppProcess app, TopicReader labels, Traffic traffic) {
    int published = traffic.segments() + 24;
    QuickApp.readUntil(app, labels, () -> labels.records().size() >= published);
  }

  private Result end(
      String name, long began, Traffic traffic, TopicReader labels, List<AppProcess> apps)
      throws Exception {
    Result result = QuickApp.end(traffic, labels, apps);
    System.out.printf(
        "frozen %s: seed=%d freezes=%d in-transaction=%d takeovers=%d records=%d %s seconds=%d%n",
        name,
        seed,
        freezes,
        inTransaction,
        takeovers,
        traffic.records(),
        result.figures(),
        Duration.ofNanos(System.nanoTime() - began).toSeconds());
    return result;
  }

  private static void assertExactlyOnce(Result result) {
    assertThat(result.examples()).isEmpty();
    assertThat(result.isExactlyOnce()).isTrue();
  }
}
