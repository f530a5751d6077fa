// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.schemas.AccelerometerReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Wearers who publish known segments at the same pace until they are stopped, after a segment. */
final class Traffic implements AutoCloseable {

  /** The settings of an app that ends an episode when its wearer is silent. */
  static final Map<String, String> SHORTER_THAN_SILENCES = Map.of("episodes.max-gap", "30s");

  /** How many segments a wearer with silences publishes in a row. */
  private static final int SPOKEN = 8;

  /** How many segments follow in which the wearer is silent: 80 s. */
  private static final int SILENT = 16;

  /** So far apart in record time, records of late readings move the app's idle clock on. */
  private static final long LATE_MILLIS = 5_000;

  private final AppTopics topics;
  private final List<String> wearers;
  private final Duration pause;
  private final int hopSeconds;
  private final boolean hasSilences;
  private final long firstMillis =
      (System.currentTimeMillis() - Duration.ofDays(1).toMillis())
          / KnownSegment.MILLIS
          * KnownSegment.MILLIS;

  /** When each silent wearer's last segment ended, in event time. */
  private final Map<String, Long> silentSince = new ConcurrentHashMap<>();

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<List<ExpectedLabel>> published;
  private volatile int records;
  private volatile int segments;
  private volatile long endMillis;
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
    this(topics, count, pause, hopSeconds, false);
  }

  /**
   * Starts to publish with silences: every third wearer is silent again and again. Record time
   * passes as fast as event time does, several times as fast as on a clock, so that silences are
   * short for the test and long for the app.
   *
   * @param topics whose input they publish to
   * @param count of wearers
   * @param pause between two of their seconds
   */
  static Traffic withSilences(AppTopics topics, int count, Duration pause) {
    return new Traffic(topics, count, pause, KnownSegment.SECONDS, true);
  }

  private Traffic(
      AppTopics topics, int count, Duration pause, int hopSeconds, boolean hasSilences) {
    this.topics = topics;
    this.hasSilences = hasSilences;
    this.wearers = IntStream.range(0, count).mapToObj(i -> "wearer-" + i).toList();
    this.pause = pause;
    this.hopSeconds = hopSeconds;
    this.published = thread.submit(this::publish);
  }

  private List<ExpectedLabel> publish() throws Exception {
    List<ExpectedLabel> expected = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    List<KnownSegment> before = List.of();
    for (int number = 0; !stopped; number++) {
      List<KnownSegment> batch = batch(number);
      for (int second = 0; second < KnownSegment.SECONDS; second++) {
        for (KnownSegment segment : batch) {
          long secondEnd = segment.startMillis() + 1000L * (second + 1);
          for (AccelerometerReading reading : segment.second(second)) {
            sent.add(hasSilences ? topics.send(reading, secondEnd) : topics.send(reading));
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

  /** The segments that the wearers publish who are not silent. */
  private List<KnownSegment> batch(int number) {
    long start = firstMillis + number * KnownSegment.MILLIS;
    endMillis = start + KnownSegment.MILLIS;
    List<KnownSegment> batch = new ArrayList<>();
    for (int i = 0; i < wearers.size(); i++) {
      String wearer = wearers.get(i);
      if (hasSilences && i % 3 == 0 && (number + 2 * i) % (SPOKEN + SILENT) >= SPOKEN) {
        silentSince.putIfAbsent(wearer, start);
      } else {
        silentSince.remove(wearer);
        batch.add(new KnownSegment(wearer, start));
      }
    }
    return batch;
  }

  /** Whether a wearer is silent, and their last segment ended at an instant of event time. */
  boolean isSilentSince(String wearer, long millis) {
    return Objects.equals(silentSince.get(wearer), millis);
  }

  /**
   * After the traffic was stopped and all is labeled, lets so much record time pass that all
   * wearers have been silent for longer than {@link #SHORTER_THAN_SILENCES} says. Nothing but the
   * idle clock changes by readings that are late.
   */
  void letTimePass() throws Exception {
    for (long millis = LATE_MILLIS; millis <= 12 * LATE_MILLIS; millis += LATE_MILLIS) {
      for (String wearer : wearers) {
        var late = new KnownSegment(wearer, firstMillis).second(0).get(0);
        topics.send(late, endMillis + millis).get();
      }
    }
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
