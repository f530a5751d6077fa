// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.faults;

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
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The app is killed again and again while wearers publish.
 *
 * <p>{@code -Dsoak.seed=2} kills it at other moments, {@code -Dsoak.kills=500} more often in the
 * soak test.
 */
@Isolated
@SharedKafka
class KilledAppIT {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final long seed = Long.getLong("soak.seed", 1);
  private final Random random = new Random(seed);
  private final KafkaCluster cluster;
  private final Map<String, Integer> killedWhile = new TreeMap<>();
  private int withTransaction;
  private int whileLabeling;
  private int starts;

  KilledAppIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everySegmentIsLabeledOnceThoughTheAppIsKilledAgainAndAgain() throws Exception {
    killAgainAndAgain(20);
  }

  @Test
  @Tag("soak")
  void everySegmentIsLabeledOnceThoughTheAppIsKilledManyTimes() throws Exception {
    killAgainAndAgain(Integer.getInteger("soak.kills", 200));
  }

  private void killAgainAndAgain(int kills) throws Exception {
    long began = System.nanoTime();
    AppTopics topics = cluster.appTopics("killed-%d-times".formatted(kills), 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = topics.committedLabels()) {
      int done = 0;
      // On a fast machine work and transactions are short, and few kills hit them.
      while (done < kills
          || ((withTransaction == 0 || whileLabeling < kills / 4) && done < 3 * kills)) {
        startAndKill(done++, settings, traffic, labels);
        if (hasOpenTransaction(admin, topics)) {
          withTransaction++;
        }
      }
      List<ExpectedLabel> expected = traffic.stop();
      try (AppProcess last = start(settings)) {
        labels.readAll(expected.size(), DEADLINE);
        last.terminate();
        assertThat(last.exitCode(Duration.ofMinutes(1))).isEqualTo(AppProcess.SIGTERM);
      }
      labels.read(Duration.ofSeconds(1));
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "kill -9: seed=%d kills=%d while=%s labeling=%d in-transaction=%d records=%d %s"
              + " rolled-back=%d seconds=%d%n",
          seed,
          done,
          killedWhile,
          whileLabeling,
          withTransaction,
          traffic.records(),
          result.figures(),
          rolledBack(topics, result.labels()),
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      assertThat(whileLabeling).as("kills that hit the work").isGreaterThanOrEqualTo(kills / 4);
      assertThat(withTransaction).as("transactions left open").isPositive();
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    return QuickApp.start(folder, "app-" + starts++, settings);
  }

  /**
   * Of four kills one hits the start, one the assignment and restoration, one the running app at
   * any moment, and one the running app while a label is due.
   */
  private void startAndKill(
      int kill, Map<String, String> settings, Traffic traffic, TopicReader labels)
      throws Exception {
    try (AppProcess app = start(settings)) {
      switch (kill % 4) {
        case 0 -> labels.read(Duration.ofMillis(200 + random.nextInt(3_000)));
        case 1 -> {
          QuickApp.readUntil(app, labels, () -> !app.state().isEmpty());
          labels.read(Duration.ofMillis(random.nextInt(2_000)));
        }
        default -> {
          QuickApp.readUntil(app, labels, app::isRunning);
          int before = labels.records().size();
          labels.readUntil("labels", DEADLINE, () -> labels.records().size() > before);
          labels.read(Duration.ofMillis(random.nextInt(1_500)));
          if (kill % 4 == 3) {
            labels.readUntil(
                "a label that is due",
                DEADLINE,
                () -> labels.records().size() < traffic.segments());
          }
        }
      }
      int before = labels.records().size();
      boolean due = before < traffic.segments();
      assertThat(app.isAlive()).as(() -> "alive until it is killed:\n" + app.log()).isTrue();
      app.kill();
      String state = app.state();
      killedWhile.merge(state.isEmpty() ? "STARTING" : state, 1, Integer::sum);
      if (state.equals("RUNNING") && due) {
        whileLabeling++;
      }
    }
  }

  private static boolean hasOpenTransaction(Admin admin, AppTopics topics) throws Exception {
    var open =
        new ListTransactionsOptions()
            .filterStates(Set.of(TransactionState.ONGOING))
            .filterOnTransactionalIdPattern("^" + topics.id() + "-.*");
    return !admin.listTransactions(open).all().get().isEmpty();
  }

  private static int rolledBack(AppTopics topics, int committed) {
    try (TopicReader all = TopicReader.all(topics.cluster().bootstrapServers(), topics.output())) {
      all.readAll(committed, DEADLINE);
      return all.records().size() - committed;
    }
  }
}
