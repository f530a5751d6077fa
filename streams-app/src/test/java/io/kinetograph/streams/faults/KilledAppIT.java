package io.kinetograph.streams.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.app.Cluster;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The app, killed again and again while wearers go on.
 *
 * <p>{@code -Dsoak.kills=200} makes a soak of it, {@code -Dsoak.seed} another one.
 */
class KilledAppIT {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final int kills = Integer.getInteger("soak.kills", 20);
  private final Random random = new Random(Long.getLong("soak.seed", 1));
  private final Map<String, Integer> killedWhile = new TreeMap<>();
  private int withTransaction;
  private int whileLabelling;
  private int starts;

  @Test
  void everySegmentIsLabelledOnceThoughTheAppIsKilledAgainAndAgain() throws Exception {
    long began = System.nanoTime();
    Cluster cluster =
        Cluster.start(
            1,
            4,
            Map.of(
                "group.min.session.timeout.ms", "500",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
    Map<String, String> settings = QuickSettings.of(cluster, folder);
    try (Traffic traffic = new Traffic(cluster, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = TopicReader.committed(cluster.bootstrapServers(), "wearer.activity")) {
      for (int kill = 0; kill < kills; kill++) {
        startAndKill(kill, settings, traffic, labels, admin);
      }
      List<ExpectedLabel> expected = traffic.stop();
      try (AppProcess last = start(settings)) {
        labels.readAll(expected.size(), DEADLINE);
        assertThat(last.terminate()).as("exit code").isEqualTo(128 + 15);
      }
      labels.read(Duration.ofSeconds(1));
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "kill -9: kills=%d while=%s labelling=%d in-transaction=%d records=%d %s"
              + " rolled-back=%d seconds=%d%n",
          kills,
          killedWhile,
          whileLabelling,
          withTransaction,
          traffic.records(),
          result.figures(),
          rolledBack(cluster, result.labels()),
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      assertThat(whileLabelling).as("kills that hit the work").isGreaterThanOrEqualTo(kills / 4);
      assertThat(withTransaction).as("transactions left open").isPositive();
    } finally {
      cluster.stop();
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    return AppProcess.start(folder, "app-" + starts++, settings);
  }

  /** One kill in four hits the start, one in four the assignment and restoration, if it can. */
  private void startAndKill(
      int kill, Map<String, String> settings, Traffic traffic, TopicReader labels, Admin admin)
      throws Exception {
    try (AppProcess app = start(settings)) {
      switch (kill % 4) {
        case 0 -> labels.read(Duration.ofMillis(200 + random.nextInt(3_000)));
        case 1 -> {
          app.await(labels, false);
          labels.read(Duration.ofMillis(random.nextInt(2_000)));
        }
        default -> {
          app.await(labels, true);
          int before = labels.records().size();
          long deadline = System.nanoTime() + DEADLINE.toNanos();
          while (labels.records().size() == before && System.nanoTime() < deadline) {
            labels.read(Duration.ofMillis(random.nextInt(50)));
          }
          labels.read(Duration.ofMillis(random.nextInt(1_500)));
        }
      }
      int before = labels.records().size();
      boolean due = before < traffic.segments();
      assertThat(app.isAlive()).as(() -> "alive until it is killed:\n" + app.log()).isTrue();
      app.kill();
      String state = app.state();
      killedWhile.merge(state.isEmpty() ? "STARTING" : state, 1, Integer::sum);
      if (state.equals("RUNNING") && due) {
        whileLabelling++;
      }
      var ongoing = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
      if (!admin.listTransactions(ongoing).all().get().isEmpty()) {
        withTransaction++;
      }
    }
  }

  private static int rolledBack(Cluster cluster, int committed) {
    try (TopicReader all = TopicReader.all(cluster.bootstrapServers(), "wearer.activity")) {
      all.readAll(committed, DEADLINE);
      return all.records().size() - committed;
    }
  }
}
