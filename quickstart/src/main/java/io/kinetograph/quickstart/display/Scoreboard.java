// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.PublishedSegmentListener;
import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Records the published segments of a run and the labels of each. May be used by several threads.
 *
 * <p>It forgets a segment some minutes after its first label. What it has counted stays, and a
 * later label of the segment is still one too many; if it has several, each counts.
 */
public final class Scoreboard implements PublishedSegmentListener {

  /** Longer delays count as this. */
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;

  private final DelayOrigin delayOrigin;
  private final InstantSource clock;
  private final Map<SegmentKey, Entry> entries = new HashMap<>();
  private final Map<String, Forgotten> forgotten = new HashMap<>();
  private final SortedMap<String, Score> scores = new TreeMap<>();
  private final @Nullable Transitions transitions;
  private final Histogram delays = new Histogram(LONGEST_DELAY.toMillis(), 3);
  private Instant nextForgetting = Instant.MIN;
  private long segments;
  private long labels;
  private long labeled;
  private long repeated;
  private long unscored;
  private long unknown;

  /** One published segment. */
  private static final class Entry {
    private final String truth;
    private final int number;
    private final @Nullable String unscored;
    private @Nullable Instant acknowledged;
    private @Nullable Instant labeled;
    private int labels;

    Entry(AnnotatedSegment segment) {
      this.truth = segment.truth();
      this.number = segment.number();
      this.unscored = segment.unscored();
    }

    boolean isLabeledBefore(Instant time) {
      return labeled != null && labeled.isBefore(time);
    }
  }

  /**
   * The segments of a wearer that were forgotten: all between two, except those without a label.
   */
  private record Forgotten(long firstMillis, long lastMillis) {

    Forgotten with(Forgotten other) {
      return new Forgotten(
          Math.min(firstMillis, other.firstMillis), Math.max(lastMillis, other.lastMillis));
    }

    boolean contains(long startMillis) {
      return startMillis >= firstMillis
          && startMillis <= lastMillis
          && (startMillis - firstMillis) % SEGMENT_MILLIS == 0;
    }
  }

  /**
   * Creates an empty scoreboard.
   *
   * @param delayOrigin the moment from which delays are measured
   * @param clock the wall clock
   * @param transitions compares the wearers' transitions with episodes; null if nothing does
   */
  public Scoreboard(
      DelayOrigin delayOrigin, InstantSource clock, @Nullable Transitions transitions) {
    this.delayOrigin = delayOrigin;
    this.clock = clock;
    this.transitions = transitions;
  }

  @Override
  public synchronized void sending(SegmentKey key, AnnotatedSegment segment) {
    if (entries.put(key, new Entry(segment)) == null) {
      segments++;
    }
    forget();
    if (transitions != null) {
      transitions.published(key, segment);
    }
  }

  private void forget() {
    Instant now = clock.instant();
    if (now.isBefore(nextForgetting)) {
      return;
    }
    nextForgetting = now.plus(FORGET_EVERY);
    Instant before = now.minus(FORGET_AFTER);
    entries
        .entrySet()
        .removeIf(
            segment -> {
              boolean isOver = segment.getValue().isLabeledBefore(before);
              if (isOver) {
                long start = segment.getKey().startMillis();
                forgotten.merge(
                    segment.getKey().wearer(), new Forgotten(start, start), Forgotten::with);
              }
              return isOver;
            });
  }

  @Override
  public synchronized void acknowledged(SegmentKey key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.acknowledged = clock.instant();
    }
  }

  /**
   * Records a label. Only the first label of a segment counts for accuracy and delay.
   *
   * @param arrived wall-clock time of its arrival
   * @return the label with its ground truth
   */
  synchronized ScoredLabel labeled(ActivityLabel label, Instant arrived) {
    long start = label.getSegmentStart().toEpochMilli();
    Entry entry = entries.get(new SegmentKey(label.getWearer(), start));
    if (entry == null) {
      Forgotten before = forgotten.get(label.getWearer());
      if (before != null && before.contains(start)) {
        labels++;
        repeated++;
      } else {
        unknown++;
      }
      return new ScoredLabel(label, null, 0, null, null);
    }
    ScoredLabel scored =
        new ScoredLabel(
            label, entry.truth, entry.number, delay(entry, label, arrived), entry.unscored);
    labels++;
    entry.labels++;
    if (entry.labels == 1) {
      entry.labeled = clock.instant();
      labeled++;
      score(scored, entry.truth);
    } else if (entry.labels == 2) {
      repeated++;
    }
    return scored;
  }

  private void score(ScoredLabel scored, String truth) {
    if (scored.unscored() == null) {
      scores.merge(truth, Score.of(scored.isRight()), Score::plus);
    } else {
      unscored++;
    }
    if (scored.delay() != null) {
      long millis = Math.min(scored.delay().toMillis(), LONGEST_DELAY.toMillis());
      delays.recordValue(millis);
    }
  }

  private Duration delay(Entry entry, ActivityLabel label, Instant arrived) {
    Instant from =
        switch (delayOrigin) {
          case SEGMENT_END -> label.getSegmentEnd();
          // The label may arrive before the acknowledgment.
          case ACKNOWLEDGED -> entry.acknowledged == null ? arrived : entry.acknowledged;
        };
    Duration delay = Duration.between(from, arrived);
    return delay.isNegative() ? Duration.ZERO : delay;
  }

  /** Whether episodes are compared with the wearers' transitions. */
  public boolean needsEpisodes() {
    return transitions != null;
  }

  /** Records what an episode says. */
  synchronized void episode(ActivityEpisode episode) {
    if (transitions != null) {
      transitions.episode(episode);
    }
  }

  /** The number of published segments without a label. */
  public synchronized long outstanding() {
    return segments - labeled;
  }

  /** The number of published segments. */
  synchronized long segments() {
    return segments;
  }

  /** The number of segments that were not forgotten. */
  synchronized int remembered() {
    return entries.size();
  }

  /** The number of labels that arrived for published segments. */
  public synchronized long labels() {
    return labels;
  }

  /** The score so far. */
  synchronized Score total() {
    return Score.total(scores.values());
  }

  /** The result so far. */
  public synchronized RunSummary summary() {
    return new RunSummary(
        segments,
        labels,
        outstanding(),
        repeated,
        unknown,
        scores,
        unscored,
        transitions == null ? null : transitions.score(),
        percentile(50),
        percentile(99),
        delayOrigin);
  }

  private @Nullable Duration percentile(double percentile) {
    return delays.getTotalCount() == 0
        ? null
        : Duration.of(
            delays.getValueAtPercentile(percentile), TimeUnit.MILLISECONDS.toChronoUnit());
  }
}
