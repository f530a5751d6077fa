// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The latest labels of each wearer. The number of wearers and the segments of each are bounded, and
 * a wearer without new labels is forgotten after a while. Of the labels that start in the same slot
 * of 5 s, only the last one is kept. The order of labels and repeated labels change nothing.
 * Thread-safe.
 */
public final class LabelStore {

  /** Ids are input: without a bound, a stream of invented ids would fill the memory. */
  static final int MAX_WEARERS = 10_000;

  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

  private final int historyPerWearer;
  private final Duration forgetAfter;
  private final Clock clock;

  /** Ordered by the time of the last label, the newest last. */
  private final LinkedHashMap<String, Wearer> wearers = new LinkedHashMap<>();

  private final LabelNames names = new LabelNames();

  private Instant nextSweep = Instant.MIN;

  /**
   * Creates an empty store.
   *
   * @param historyPerWearer number of slots of 5 s with a segment to keep for each wearer, at least
   *     1
   * @param forgetAfter the silence after which a wearer is forgotten
   * @param clock measures the silence
   */
  public LabelStore(int historyPerWearer, Duration forgetAfter, Clock clock) {
    this.historyPerWearer = historyPerWearer;
    this.forgetAfter = forgetAfter;
    this.clock = clock;
  }

  /**
   * Adds a label. A second label of the same segment replaces the first.
   *
   * @return whether this changed the store: false for a repeated label, for one before another of
   *     its slot, and for one older than the history
   */
  public synchronized boolean add(Label label) {
    sweep(false);
    Wearer wearer = wearers.remove(label.wearer());
    if (wearer == null) {
      wearer = new Wearer(label);
      if (wearers.size() == MAX_WEARERS) {
        Iterator<String> longestSilent = wearers.keySet().iterator();
        longestSilent.next();
        longestSilent.remove();
      }
    }
    wearers.put(wearer.id(), wearer);
    return wearer.add(label);
  }

  /** A copy of all wearers' labels, ordered by id. */
  public synchronized List<WearerLabels> wearers() {
    sweep(true);
    List<WearerLabels> all = new ArrayList<>(wearers.size());
    for (Wearer wearer : wearers.values()) {
      all.add(new WearerLabels(wearer.latest, wearer.history.segments(), wearer.receivedAt));
    }
    all.sort(Comparator.comparing(known -> known.latest().wearer()));
    return all;
  }

  private void sweep(boolean now) {
    Instant time = clock.instant();
    if (now || !time.isBefore(nextSweep)) {
      Instant oldest = time.minus(forgetAfter);
      wearers.values().removeIf(wearer -> wearer.receivedAt.isBefore(oldest));
      nextSweep = time.plus(SWEEP_INTERVAL);
    }
  }

  private final class Wearer {

    private final LabelHistory history = new LabelHistory(historyPerWearer);
    private Label latest;
    private Instant receivedAt;

    Wearer(Label first) {
      this.latest = first;
      this.receivedAt = first.receivedAt();
    }

    String id() {
      return latest.wearer();
    }

    boolean add(Label label) {
      if (label.receivedAt().isAfter(receivedAt)) {
        receivedAt = label.receivedAt();
      }
      LabeledSegment segment = names.share(label.segment());
      if (!history.add(segment)) {
        return false;
      }
      if (segment.startMillis() >= latest.segment().startMillis()) {
        latest = names.share(label, id(), segment);
      }
      return true;
    }
  }
}
