package io.kinetograph.quickstart.watch;

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
 * Reads the labels that come from now on, puts them on the scoreboard, and shows them. Reads
 * without a group: every feed sees every label.
 */
public final class LabelFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, ActivityLabel> consumer;
  private final Scoreboard scoreboard;
  private final List<LabelView> views;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "labels");

  private LabelFeed(
      Consumer<String, ActivityLabel> consumer,
      Scoreboard scoreboard,
      List<LabelView> views,
      InstantSource clock) {
    this.consumer = consumer;
    this.scoreboard = scoreboard;
    this.views = List.copyOf(views);
    this.clock = clock;
  }

  /**
   * Starts a feed; what is published from here on is read.
   *
   * @param consumer reads committed labels; the feed closes it
   * @param topic of the labels
   * @param scoreboard told of every label
   * @param views told of every label, with what the scoreboard knows of it
   * @param clock the wall clock
   */
  public static LabelFeed start(
      Consumer<String, ActivityLabel> consumer,
      String topic,
      Scoreboard scoreboard,
      List<LabelView> views,
      InstantSource clock) {
    LabelFeed feed = new LabelFeed(consumer, scoreboard, views, clock);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The seek is done when the position is asked for, not before.
    partitions.forEach(consumer::position);
    feed.thread.start();
    return feed;
  }

  /** Done when the feed was closed; fails if labels cannot be read or shown any more. */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  private void run() {
    try (consumer) {
      while (!closed.get()) {
        poll();
      }
      views.forEach(LabelView::finish);
      end.complete(null);
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private void poll() {
    List<Sighting> sightings = new ArrayList<>();
    var records = consumer.poll(POLL);
    Instant arrived = clock.instant();
    for (ConsumerRecord<String, ActivityLabel> record : records) {
      sightings.add(scoreboard.labelled(record.value(), arrived));
    }
    views.forEach(view -> view.show(sightings));
  }

  /** Ends within the time of a poll; shows what was not shown yet. */
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
