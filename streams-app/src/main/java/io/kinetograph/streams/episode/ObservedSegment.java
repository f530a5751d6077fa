// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

/**
 * A segment that waits for its decision. It remembers by state how improbable the label is: -8
 * times the natural logarithm of the probability relative to the most probable state, as unsigned
 * bytes. The same segment gives the same bytes before and after a restart, so both decide alike.
 */
final class ObservedSegment {

  private static final double SCALE = 8;

  /** The probability of each cost, relative to the most probable state. */
  private static final double[] PROBABILITIES = probabilities();

  private final long startMillis;
  private final long endMillis;
  private final byte[] costs;

  private static double[] probabilities() {
    double[] probabilities = new double[256];
    for (int cost = 0; cost < probabilities.length; cost++) {
      probabilities[cost] = Math.exp(-cost / SCALE);
    }
    return probabilities;
  }

  /**
   * Restores a segment.
   *
   * @param startMillis of the segment, in event time
   * @param endMillis first instant after it
   * @param costs by state
   */
  ObservedSegment(long startMillis, long endMillis, byte[] costs) {
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.costs = costs;
  }

  long startMillis() {
    return startMillis;
  }

  long endMillis() {
    return endMillis;
  }

  byte[] costs() {
    return costs;
  }

  /** Rounds the evidence of a label for each state, of which one at least is above 0. */
  static ObservedSegment of(long startMillis, long endMillis, double[] evidence) {
    double most = 0;
    for (double probability : evidence) {
      most = Math.max(most, probability);
    }
    byte[] costs = new byte[evidence.length];
    for (int state = 0; state < costs.length; state++) {
      costs[state] = (byte) Math.min(255, Math.round(-SCALE * Math.log(evidence[state] / most)));
    }
    return new ObservedSegment(startMillis, endMillis, costs);
  }

  /**
   * Multiplies values by the probabilities of the label.
   *
   * @param weight 1, or less if the segment overlaps with the one before it, because the two labels
   *     tell the same in part
   * @return the sum is 1
   */
  double[] multiply(double[] values, double weight) {
    double[] product = new double[values.length];
    double sum = 0;
    for (int state = 0; state < product.length; state++) {
      double probability = PROBABILITIES[costs[state] & 0xff];
      product[state] = values[state] * (weight == 1 ? probability : Math.pow(probability, weight));
      sum += product[state];
    }
    for (int state = 0; state < product.length; state++) {
      product[state] /= sum;
    }
    return product;
  }
}
