package io.kinetograph.quickstart.watch;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param segments published as a whole
 * @param labels of these segments that came
 * @param missing segments without a label
 * @param repeated segments with more than one label
 * @param unknown labels of segments that this run did not publish
 * @param scores of the first label of each segment, by what the wearer really did
 * @param medianDelay of the first label of each segment; null without labels
 * @param p99Delay the delay that 99 of 100 do not exceed; null without labels
 * @param delayRule where delays were measured from
 */
public record Summary(
    long segments,
    long labels,
    long missing,
    long repeated,
    long unknown,
    SortedMap<String, Score> scores,
    @Nullable Duration medianDelay,
    @Nullable Duration p99Delay,
    DelayRule delayRule) {

  /** Copies the scores. */
  public Summary {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }

  /** Whether every segment has exactly one label. */
  public boolean isExactlyOnce() {
    return missing == 0 && repeated == 0;
  }

  /** The score over all activities. */
  public Score total() {
    return Score.total(scores.values());
  }

  /**
   * The activities that were not always named right, the worst first.
   *
   * @param most how many
   */
  public List<Map.Entry<String, Score>> worst(int most) {
    return scores.entrySet().stream()
        .filter(entry -> entry.getValue().right() < entry.getValue().all())
        .sorted(Comparator.comparingDouble(entry -> entry.getValue().share()))
        .limit(most)
        .toList();
  }
}
