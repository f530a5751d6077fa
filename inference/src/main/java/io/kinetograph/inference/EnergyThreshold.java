// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which segments have an activity that the model does not know: those with a small {@link
 * Logits#energy}. A model can give an activity that it knows well such small energies that no
 * threshold divides it from unknown motions. Such an activity is never unknown.
 *
 * @param value a segment with an energy below it is unknown; finite
 * @param neverUnknown labels, kept in alphabetical order; a segment is not unknown if its largest
 *     logit is that of one of these
 */
public record EnergyThreshold(double value, Set<String> neverUnknown) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public EnergyThreshold {
    neverUnknown = Collections.unmodifiableSet(new TreeSet<>(neverUnknown));
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("energy threshold " + value + " is not finite");
    }
  }

  /**
   * How known the activity of a segment is: the energy, or more than any energy if the activity is
   * never unknown.
   *
   * @param label the one with the largest logit
   * @param energy of the segment's logits
   */
  public double score(String label, double energy) {
    return neverUnknown.contains(label) ? Double.MAX_VALUE : energy;
  }

  /** Whether the activity of a segment with this {@link #score} is unknown. */
  public boolean isUnknown(double score) {
    return score < value;
  }

  /**
   * Whether the activity of a segment is unknown.
   *
   * @param label the one with the largest logit
   * @param energy of the segment's logits
   */
  public boolean isUnknown(String label, double energy) {
    return isUnknown(score(label, energy));
  }
}
