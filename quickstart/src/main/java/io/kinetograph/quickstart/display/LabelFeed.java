// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads labels and episodes from the end of their topics, records them on the scoreboard, and shows
 * them. It has no consumer group, so every feed receives all of them.
 */
public final class LabelFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, ActivityLabel> consumer;
  private final @Nullable Consumer<String, ActivityEpisode> episodes;
  private final Scoreboard scoreboard;
  private final List<LabelDisplay> displays;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "labels");

  private LabelFeed(
      Consumer<String, ActivityLabel> consumer,
      @Nullable Consumer<String, ActivityEpisode> episodes,
      Scoreboard scoreboard,
      List<LabelDisplay> displays,
      InstantSource clock) {
    this.consumer = consumer;
    this.episodes = episodes;
    this.scoreboard = scoreboard;
    this.displays = List.copyOf(displays);
    this.clock = clock;
  }

  /**
   * Starts a feed. It reads what is published after this call.
   *
   * @param labels reads committed records from the end of its topic, see {@link #seekToEnd}; the
   *     feed closes it
   * @param episodes the same; null if there are none
   * @param scoreboard records every label and episode
   * @param displays show every label with its ground truth, and every episode
   * @param clock the wall clock
   */
  public static LabelFeed start(
      Consumer<String, ActivityLabel> labels,
      @Nullable Consumer<String, ActivityEpisode> episodes,
      Scoreboard scoreboard,
      List<LabelDisplay> displays,
      InstantSource clock) {
    LabelFeed feed = new LabelFeed(labels, episodes, scoreboard, displays, clock);
    feed.thread.start();
    return feed;
  }

  /**
   * Lets a consumer read what is published to a topic after this call.
   *
   * @return the consumer
   */
  public static <V> Consumer<String, V> seekToEnd(Consumer<String, V> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The consumer seeks only when it is asked for the position.
    partitions.forEach(consumer::position);
    return consumer;
  }

  /** Completes when the feed is closed; fails if labels can no longer be read or shown. */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  private void run() {
    try (consumer;
        episodes) {
      while (!closed.get()) {
        poll(Duration.ZERO);
      }
      // Episodes are committed with labels that were already read.
      poll(POLL);
      displays.forEach(LabelDisplay::finish);
      end.complete(null);
    } catch (Throwable e) {
      // Whoever waits for labels would wait in vain.
      end.completeExceptionally(e);
    }
  }

  private void poll(Duration forEpisodes) {
    List<ScoredLabel> scored = new ArrayList<>();
    var records = consumer.poll(POLL);
    Instant arrived = clock.instant();
    for (ConsumerRecord<String, ActivityLabel> record : records) {
      scored.add(scoreboard.labeled(record.value(), arrived));
    }
    displays.forEach(display -> display.show(scored));
    if (episodes != null) {
      List<ActivityEpisode> events = new ArrayList<>();
      episodes.poll(forEpisodes).forEach(record -> events.add(record.value()));
      events.forEach(scoreboard::episode);
      displays.forEach(display -> display.showEpisodes(events));
    }
  }

  /** Ends within one poll, and shows the remaining labels. */
  @Override
  public void close() {
    closed.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
