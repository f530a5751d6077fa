// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.schemas.ActivityEpisode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The app is killed again and again while wearers publish.
 *
 * <p>{@code -Dsoak.seed=2} kills it at other moments, {@code -Dsoak.kills=500} more often in the
 * soak tests.
 */
@SharedKafka
class KilledAppIT {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** The first segments of a wearer start before the first sample, and get no label. */
  private static final Map<String, String> OVERLAPPING =
      Map.of("segment.hop", "1s", "segment.min-coverage", "1");

  @TempDir Path folder;
  private final long seed = Long.getLong("soak.seed", 1);
  private final Random random = new Random(seed);
  private final KafkaCluster cluster;
  private final Map<String, Integer> killedWhile = new TreeMap<>();
  private int withTransaction;
  private int whileLabeling;
  private int episodesRead;
  private int endedBySilence;
  private int starts;

  KilledAppIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** Wearers fall silent meanwhile, so that episodes end without a label. */
  @Test
  void everySegmentIsLabeledOnceThoughTheAppIsKilledAgainAndAgain() throws Exception {
    killWhileWearersFallSilent("killed", 20);
  }

  @Test
  void everyOverlappingSegmentIsLabeledOnceThoughTheAppIsKilled() throws Exception {
    killWhileSegmentsOverlap("killed-overlapping", 4);
  }

  @Test
  void atLeastOnceNoSegmentIsLostOrWrongThoughTheAppIsKilled() throws Exception {
    AppTopics topics = cluster.appTopics("killed-at-least-once", 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.processing.guarantee", "at_least_once");
    // Labels are visible before they are committed, and those since the last commit are repeated.
    settings.put("kafka.commit.interval.ms", "3000");
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        TopicReader labels = topics.committedLabels()) {
      try (AppProcess app = start(settings)) {
        QuickApp.readUntil(app, labels, app::isRunning);
        QuickApp.readUntil(app, labels, () -> labels.records().size() >= 48);
        QuickApp.readUntil(app, labels, () -> labels.records().size() < traffic.segments());
        app.kill();
      }
      List<ExpectedLabel> expected = traffic.stop();
      try (AppProcess last = start(settings)) {
        QuickApp.readUntil(last, labels, () -> Result.of(expected, labels.records()).losses() == 0);
        last.terminate();
        assertThat(last.exitCode(Duration.ofMinutes(1))).isEqualTo(AppProcess.SIGTERM);
      }
      labels.read(Duration.ofSeconds(1));
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "kill -9: %s kills=1 records=%d %s%n", topics.id(), traffic.records(), result.figures());
      assertThat(result.losses() + result.wrong()).as("%s", result.examples()).isZero();
    }
  }

  @Test
  @Tag("soak")
  void everySegmentIsLabeledOnceThoughTheAppIsKilledManyTimes() throws Exception {
    killWhileWearersFallSilent("killed-many-times", manyKills());
  }

  @Test
  @Tag("soak")
  void everyOverlappingSegmentIsLabeledOnceThoughTheAppIsKilledManyTimes() throws Exception {
    killWhileSegmentsOverlap("killed-many-times-overlapping", manyKills());
  }

  private static int manyKills() {
    return Integer.getInteger("soak.kills", 200);
  }

  private void killWhileWearersFallSilent(String id, int kills) throws Exception {
    AppTopics topics = cluster.appTopics(id, 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.putAll(Traffic.SHORTER_THAN_SILENCES);
    try (Traffic traffic = Traffic.withSilences(topics, 12, Duration.ofMillis(150))) {
      killAgainAndAgain(kills, settings, traffic, true);
    }
  }

  private void killWhileSegmentsOverlap(String id, int kills) throws Exception {
    AppTopics topics = cluster.appTopics(id, 4);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.putAll(OVERLAPPING);
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150), 1)) {
      killAgainAndAgain(kills, settings, traffic, false);
    }
  }

  private void killAgainAndAgain(
      int kills, Map<String, String> settings, Traffic traffic, boolean hasSilences)
      throws Exception {
    long began = System.nanoTime();
    AppTopics topics = traffic.topics();
    try (Group group = new Group(topics);
        TopicReader labels = topics.committedLabels();
        TopicReader episodes = EpisodeResult.reader(topics)) {
      int done = 0;
      // On a fast machine work and transactions are short, and few kills hit them.
      while (done < kills
          || ((withTransaction == 0 || whileLabeling < kills / 4) && done < 3 * kills)) {
        startAndKill(done++, settings, traffic, labels);
        if (group.hasTransactionOpenFor(Duration.ZERO)) {
          withTransaction++;
        }
        if (hasSilences) {
          countEndsBySilence(episodes, traffic);
        }
      }
      List<ExpectedLabel> expected = traffic.stop();
      EpisodeResult episodeResult;
      try (AppProcess last = start(settings)) {
        labels.readAll(expected.size(), DEADLINE);
        if (hasSilences) {
          traffic.letTimePass();
        }
        episodeResult = EpisodeResult.of(topics, settings, labels.records(), hasSilences);
        last.terminate();
        assertThat(last.exitCode(Duration.ofMinutes(1))).isEqualTo(AppProcess.SIGTERM);
      }
      labels.read(Duration.ofSeconds(1));
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "kill -9: %s seed=%d kills=%d while=%s labeling=%d in-transaction=%d records=%d %s"
              + " rolled-back=%d ended-by-silence=%d seconds=%d%n",
          topics.id(),
          seed,
          done,
          killedWhile,
          whileLabeling,
          withTransaction,
          traffic.records(),
          result.figures(),
          rolledBack(topics, result.labels()),
          endedBySilence,
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      episodeResult.assertExactlyOnce();
      assertThat(whileLabeling).as("kills that hit the work").isGreaterThanOrEqualTo(kills / 4);
      assertThat(withTransaction).as("transactions left open").isPositive();
    }
  }

  /**
   * Counts the episodes that have ended and whose wearers have published nothing since: a figure of
   * the report only, because an app that is late sees no silence.
   */
  private void countEndsBySilence(TopicReader episodes, Traffic traffic) {
    episodes.read(Duration.ofMillis(50));
    for (; episodesRead < episodes.records().size(); episodesRead++) {
      ActivityEpisode episode = EpisodeResult.episode(episodes.records().get(episodesRead));
      if (episode.getEnd() != null
          && traffic.isSilentSince(episode.getWearer(), episode.getEnd().toEpochMilli())) {
        endedBySilence++;
      }
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

  private static int rolledBack(AppTopics topics, int committed) {
    try (TopicReader all = TopicReader.all(topics.cluster().bootstrapServers(), topics.output())) {
      all.readAll(committed, DEADLINE);
      return all.records().size() - committed;
    }
  }
}
