// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import java.util.Optional;

/** A model's result for a segment. */
public final class Classification {

  private final KnownActivities activities;
  private final float[] probabilities;
  private final int best;
  private final boolean isKnown;

  /**
   * Creates a result.
   *
   * @param activities that the model knows
   * @param probabilities of each, at the temperature of the model's card; they sum to 1. Kept
   *     without a copy
   * @param best index of the most probable one
   * @param isKnown whether the wearer does any of them
   */
  public Classification(
      KnownActivities activities, float[] probabilities, int best, boolean isKnown) {
    this.activities = activities;
    this.probabilities = probabilities;
    this.best = best;
    this.isKnown = isKnown;
  }

  /**
   * Names the activity with the largest logit, the first of several. If a logit is NaN or infinite,
   * the activity is unknown, whatever the threshold, and the probabilities are equal.
   *
   * @param activities that the model knows
   * @param temperature that the probabilities are at
   * @param threshold for unknown activities; empty if none is unknown
   * @param logits one for each activity
   */
  public static Classification of(
      KnownActivities activities,
      double temperature,
      Optional<EnergyThreshold> threshold,
      float[] logits) {
    double[] shares = Logits.softmax(logits, temperature);
    float[] probabilities = new float[shares.length];
    for (int i = 0; i < shares.length; i++) {
      probabilities[i] = (float) shares[i];
    }
    int best = Logits.argMax(logits);
    String label = activities.labels().get(best);
    boolean isKnown =
        Logits.areFinite(logits)
            && (threshold.isEmpty() || !threshold.get().isUnknown(label, Logits.energy(logits)));
    return new Classification(activities, probabilities, best, isKnown);
  }

  /** The activities that the model knows. */
  public KnownActivities activities() {
    return activities;
  }

  /** The probability of the activity with an index, 0 to 1. */
  public float probability(int index) {
    return probabilities[index];
  }

  /** The most probable activity, even if {@link #isKnown} says that it is none. */
  public String activity() {
    return activities.labels().get(best);
  }

  /** The group of this activity. */
  public String group() {
    return activities.groups().get(best);
  }

  /** The probability of this activity, 0 to 1. */
  public float confidence() {
    return probabilities[best];
  }

  /** Whether the wearer does any of the activities that the model knows. */
  public boolean isKnown() {
    return isKnown;
  }
}
