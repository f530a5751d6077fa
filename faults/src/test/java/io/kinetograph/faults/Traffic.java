// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.schemas.AccelerometerReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Wearers who publish known segments at the same pace until they are stopped, after a segment. */
final class Traffic implements AutoCloseable {

  private final AppTopics topics;
  private final List<String> wearers;
  private final Duration pause;
  private final int hopSeconds;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<List<ExpectedLabel>> published;
  private volatile int records;
  private volatile int segments;
  private volatile boolean stopped;

  /**
   * Starts to publish.
   *
   * @param topics whose input they publish to
   * @param count of wearers
   * @param pause between two of their seconds
   */
  Traffic(AppTopics topics, int count, Duration pause) {
    this(topics, count, pause, KnownSegment.SECONDS);
  }

  /**
   * Starts to publish to an app whose segments may overlap.
   *
   * @param topics whose input they publish to
   * @param count of wearers
   * @param pause between two of their seconds
   * @param hopSeconds from the start of a segment to that of the next one: 1 or 5
   */
  Traffic(AppTopics topics, int count, Duration pause, int hopSeconds) {
    this.topics = topics;
    this.wearers = IntStream.range(0, count).mapToObj(i -> "wearer-" + i).toList();
    this.pause = pause;
    this.hopSeconds = hopSeconds;
    this.published = thread.submit(this::publish);
  }

  private List<ExpectedLabel> publish() throws Exception {
    List<ExpectedLabel> expected = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long day = Duration.ofDays(1).toMillis();
    long start = (System.currentTimeMillis() - day) / KnownSegment.MILLIS * KnownSegment.MILLIS;
    List<KnownSegment> before = List.of();
    for (; !stopped; start += KnownSegment.MILLIS) {
      long from = start;
      var batch = wearers.stream().map(wearer -> new KnownSegment(wearer, from)).toList();
      for (int second = 0; second < KnownSegment.SECONDS; second++) {
        for (KnownSegment segment : batch) {
          for (AccelerometerReading reading : segment.second(second)) {
            sent.add(topics.send(reading));
          }
        }
        records = sent.size();
        expected.addAll(ended(before, batch, second + 1));
        segments = expected.size();
        // The wearers' pace.
        Thread.sleep(pause.toMillis());
      }
      before = batch;
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
    return expected;
  }

  /** The labels of the segments that end with one of the batch's seconds. */
  private List<ExpectedLabel> ended(
      List<KnownSegment> before, List<KnownSegment> batch, int seconds) {
    if (seconds == KnownSegment.SECONDS) {
      return batch.stream().map(KnownSegment::expected).toList();
    }
    if (seconds % hopSeconds != 0) {
      return List.of();
    }
    return IntStream.range(0, before.size())
        .mapToObj(i -> before.get(i).overlapping(batch.get(i), seconds).expected())
        .toList();
  }

  /** Where the readings are published. */
  AppTopics topics() {
    return topics;
  }

  /** How many segments were published completely so far. */
  int segments() {
    return segments;
  }

  /** How many records were published so far. */
  int records() {
    return records;
  }

  /** Finishes the current segments and returns the labels to expect. */
  List<ExpectedLabel> stop() throws Exception {
    stopped = true;
    return published.get();
  }

  @Override
  public void close() {
    stopped = true;
    thread.shutdown();
  }
}
