// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

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

/**
 * Reads labels from the end of the topic, records them on the scoreboard, and shows them. It has no
 * consumer group, so every feed receives every label.
 */
public final class LabelFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, ActivityLabel> consumer;
  private final Scoreboard scoreboard;
  private final List<LabelDisplay> displays;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "labels");

  private LabelFeed(
      Consumer<String, ActivityLabel> consumer,
      Scoreboard scoreboard,
      List<LabelDisplay> displays,
      InstantSource clock) {
    this.consumer = consumer;
    this.scoreboard = scoreboard;
    this.displays = List.copyOf(displays);
    this.clock = clock;
  }

  /**
   * Starts a feed. It reads what is published after this call.
   *
   * @param consumer reads committed records; the feed closes it
   * @param topic the topic of the labels
   * @param scoreboard records every label
   * @param displays show every label with its ground truth
   * @param clock the wall clock
   */
  public static LabelFeed start(
      Consumer<String, ActivityLabel> consumer,
      String topic,
      Scoreboard scoreboard,
      List<LabelDisplay> displays,
      InstantSource clock) {
    LabelFeed feed = new LabelFeed(consumer, scoreboard, displays, clock);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The consumer seeks only when it is asked for the position.
    partitions.forEach(consumer::position);
    feed.thread.start();
    return feed;
  }

  /** Completes when the feed is closed; fails if labels can no longer be read or shown. */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  private void run() {
    try (consumer) {
      while (!closed.get()) {
        poll();
      }
      displays.forEach(LabelDisplay::finish);
      end.complete(null);
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private void poll() {
    List<ScoredLabel> scored = new ArrayList<>();
    var records = consumer.poll(POLL);
    Instant arrived = clock.instant();
    for (ConsumerRecord<String, ActivityLabel> record : records) {
      scored.add(scoreboard.labeled(record.value(), arrived));
    }
    displays.forEach(display -> display.show(scored));
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
