package io.kinetograph.trainer.crossvalidation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fold came to.
 *
 * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
 * @param seed of the training and of what is drawn at random
 * @param holdout what was kept back, such as {@code fold:3:10}
 * @param training segments that were learned from
 * @param segments that were kept back
 * @param accuracy share of these that were named right, from 0 to 1
 * @param secondsPerEpoch mean; null if it is not known
 * @param activities how well each activity is named, in the data set's order
 */
public record FoldResult(
    String name,
    long seed,
    String holdout,
    int training,
    int segments,
    double accuracy,
    @Nullable Double secondsPerEpoch,
    List<ActivityMetrics> activities) {

  /** Copies. */
  public FoldResult {
    activities = List.copyOf(activities);
  }
}
