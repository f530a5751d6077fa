// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param segments published completely
 * @param labels that arrived for these segments
 * @param missing segments without a label
 * @param repeated segments with more than one label
 * @param unknown labels of segments that this run did not publish
 * @param scores of the first label of each segment, by ground truth
 * @param unscored segments with a label that cannot be right: they are not in the scores
 * @param transitions how many transitions of the wearers were found; null if nobody looked
 * @param medianDelay of the first label of each segment; null without labels
 * @param p99Delay the delay that 99 of 100 do not exceed; null without labels
 * @param delayOrigin the moment from which delays are measured
 */
public record RunSummary(
    long segments,
    long labels,
    long missing,
    long repeated,
    long unknown,
    SortedMap<String, Score> scores,
    long unscored,
    @Nullable TransitionScore transitions,
    @Nullable Duration medianDelay,
    @Nullable Duration p99Delay,
    DelayOrigin delayOrigin) {

  /** Copies the scores. */
  public RunSummary {
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
   * The activities with wrong labels, the worst first.
   *
   * @param limit how many at most
   */
  public List<Map.Entry<String, Score>> worst(int limit) {
    return scores.entrySet().stream()
        .filter(entry -> entry.getValue().right() < entry.getValue().all())
        .sorted(Comparator.comparingDouble(entry -> entry.getValue().share()))
        .limit(limit)
        .toList();
  }
}
