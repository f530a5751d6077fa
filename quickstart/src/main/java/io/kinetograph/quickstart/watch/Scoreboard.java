package io.kinetograph.quickstart.watch;

import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.publish.SegmentListener;
import io.kinetograph.quickstart.publish.TrueSegment;
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
 * Keeps the account of a run: which segments were published, and what became of each. May be used
 * by several threads.
 */
public final class Scoreboard implements SegmentListener {

  /** The longest delay that is told apart; longer ones count as this. */
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final DelayRule delayRule;
  private final InstantSource clock;
  private final Map<SegmentKey, Entry> entries = new HashMap<>();
  private final SortedMap<String, Score> scores = new TreeMap<>();
  private final Histogram delays = new Histogram(LONGEST_DELAY.toMillis(), 3);
  private long labels;
  private long labelled;
  private long unknown;

  /** One published segment. */
  private static final class Entry {
    private final String truth;
    private final int number;
    private @Nullable Instant acknowledged;
    private int labels;

    Entry(TrueSegment segment) {
      this.truth = segment.truth();
      this.number = segment.number();
    }
  }

  /**
   * Creates an empty account.
   *
   * @param delayRule where delays are measured from
   * @param clock the wall clock
   */
  public Scoreboard(DelayRule delayRule, InstantSource clock) {
    this.delayRule = delayRule;
    this.clock = clock;
  }

  @Override
  public synchronized void sending(SegmentKey key, TrueSegment segment) {
    entries.put(key, new Entry(segment));
  }

  @Override
  public synchronized void acknowledged(SegmentKey key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.acknowledged = clock.instant();
    }
  }

  /**
   * Takes a label into the account. Only the first one of a segment counts for accuracy and delay.
   *
   * @param arrived when it came here
   * @return the label and what is known of it
   */
  synchronized Sighting labelled(ActivityLabel label, Instant arrived) {
    Entry entry =
        entries.get(new SegmentKey(label.getWearer(), label.getSegmentStart().toEpochMilli()));
    if (entry == null) {
      unknown++;
      return new Sighting(label, null, 0, null);
    }
    Sighting sighting =
        new Sighting(label, entry.truth, entry.number, delay(entry, label, arrived));
    labels++;
    if (entry.labels++ == 0) {
      labelled++;
      score(sighting, entry.truth);
    }
    return sighting;
  }

  private void score(Sighting sighting, String truth) {
    scores.merge(truth, Score.of(sighting.isRight()), Score::plus);
    if (sighting.delay() != null) {
      long millis = Math.min(sighting.delay().toMillis(), LONGEST_DELAY.toMillis());
      delays.recordValue(millis);
    }
  }

  private Duration delay(Entry entry, ActivityLabel label, Instant arrived) {
    Instant from =
        switch (delayRule) {
          case SEGMENT_END -> label.getSegmentEnd();
          // The label may overtake the acknowledgement.
          case ACKNOWLEDGED -> entry.acknowledged == null ? arrived : entry.acknowledged;
        };
    Duration delay = Duration.between(from, arrived);
    return delay.isNegative() ? Duration.ZERO : delay;
  }

  /** How many published segments have no label yet. */
  public synchronized long outstanding() {
    return entries.size() - labelled;
  }

  /** How many segments were published. */
  synchronized long segments() {
    return entries.size();
  }

  /** How many labels of published segments have come. */
  public synchronized long labels() {
    return labels;
  }

  /** How many labels were right so far. */
  synchronized Score total() {
    return Score.total(scores.values());
  }

  /** The account as it stands. */
  public synchronized Summary summary() {
    long repeated = entries.values().stream().filter(entry -> entry.labels > 1).count();
    return new Summary(
        entries.size(),
        labels,
        outstanding(),
        repeated,
        unknown,
        scores,
        percentile(50),
        percentile(99),
        delayRule);
  }

  private @Nullable Duration percentile(double percentile) {
    return delays.getTotalCount() == 0
        ? null
        : Duration.of(
            delays.getValueAtPercentile(percentile), TimeUnit.MILLISECONDS.toChronoUnit());
  }
}
