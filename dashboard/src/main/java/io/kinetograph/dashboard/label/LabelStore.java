package io.kinetograph.dashboard.label;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest labels of each wearer. Bounded: so many segments a wearer, so many wearers, and a
 * wearer who is silent for long is forgotten. The order in which labels come, and how often each
 * comes, changes nothing. May be shared by threads.
 */
public final class LabelStore {

  /** Ids come from outside; without a bound a stream of made-up ones would fill the memory. */
  static final int MAX_WEARERS = 10_000;

  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

  private final int historyPerWearer;
  private final Duration forgetAfter;
  private final Clock clock;

  /** Last heard last. */
  private final LinkedHashMap<String, Wearer> wearers = new LinkedHashMap<>();

  private Instant nextSweep = Instant.MIN;

  /**
   * Creates an empty store.
   *
   * @param historyPerWearer how many segments of a wearer are kept, at least 1
   * @param forgetAfter the silence after which a wearer is forgotten
   * @param clock tells the silence
   */
  public LabelStore(int historyPerWearer, Duration forgetAfter, Clock clock) {
    if (historyPerWearer < 1) {
      throw new IllegalArgumentException("a history of %d labels".formatted(historyPerWearer));
    }
    this.historyPerWearer = historyPerWearer;
    this.forgetAfter = forgetAfter;
    this.clock = clock;
  }

  /**
   * Takes a label. A second label of the same segment replaces the first.
   *
   * @return whether that changed what is known: false for a repeated label and for one that is
   *     older than the history kept
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
    wearers.put(label.wearer(), wearer);
    return wearer.add(label);
  }

  /** What is known of every wearer who is not forgotten, in the order of their ids; a copy. */
  public synchronized List<WearerLabels> wearers() {
    sweep(true);
    List<WearerLabels> all = new ArrayList<>(wearers.size());
    for (Wearer wearer : wearers.values()) {
      all.add(
          new WearerLabels(wearer.latest, List.copyOf(wearer.history.values()), wearer.heardAt));
    }
    all.sort(Comparator.comparing(known -> known.latest().wearer()));
    return all;
  }

  private void sweep(boolean now) {
    Instant time = clock.instant();
    if (now || !time.isBefore(nextSweep)) {
      Instant oldest = time.minus(forgetAfter);
      wearers.values().removeIf(wearer -> wearer.heardAt.isBefore(oldest));
      nextSweep = time.plus(SWEEP_INTERVAL);
    }
  }

  private final class Wearer {

    private final TreeMap<Instant, LabelledSegment> history = new TreeMap<>();
    private Label latest;
    private Instant heardAt;

    Wearer(Label first) {
      this.latest = first;
      this.heardAt = first.heardAt();
    }

    boolean add(Label label) {
      if (label.heardAt().isAfter(heardAt)) {
        heardAt = label.heardAt();
      }
      LabelledSegment segment = label.segment();
      LabelledSegment before = history.put(segment.start(), segment);
      if (segment.equals(before)) {
        return false;
      }
      if (!segment.start().isBefore(latest.segment().start())) {
        latest = label;
      }
      if (history.size() > historyPerWearer) {
        Map.Entry<Instant, LabelledSegment> oldest = history.pollFirstEntry();
        return oldest == null || !oldest.getKey().equals(segment.start());
      }
      return true;
    }
  }
}
