// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import java.util.Arrays;

/** How well energies tell known activities, which have a large one, from unknown ones. */
public final class UnknownDetection {

  private UnknownDetection() {}

  /**
   * The area under the receiver operating characteristic (AUROC): how often a segment of a known
   * activity has a larger energy than one of an unknown activity; a tie counts half. This is the
   * Mann-Whitney U, divided by the number of pairs.
   *
   * @param known energies, one or more
   * @param unknown energies, one or more
   * @return from 0 to 1; 0.5 if the energies tell nothing
   */
  public static double auroc(double[] known, double[] unknown) {
    double[] sorted = sorted(unknown);
    double below = 0;
    for (double energy : known) {
      below += (below(sorted, energy) + below(sorted, Math.nextUp(energy))) / 2.0;
    }
    return below / known.length / unknown.length;
  }

  /**
   * The largest threshold at which at most a share of known segments is called unknown.
   *
   * @param known energies, one or more
   * @param share from 0 to below 1
   */
  public static double threshold(double[] known, double share) {
    double[] sorted = sorted(known);
    int most = (int) (share * sorted.length);
    // The product may be rounded down to below a whole number.
    if ((most + 1.0) / sorted.length <= share) {
      most++;
    }
    return sorted[most];
  }

  /**
   * The share of segments that are called unknown: those with an energy below the threshold.
   *
   * @param energies one or more
   */
  public static double unknownShare(double[] energies, double threshold) {
    return (double) below(sorted(energies), threshold) / energies.length;
  }

  private static double[] sorted(double[] energies) {
    double[] sorted = energies.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** How many of the sorted energies are below a value. */
  private static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
