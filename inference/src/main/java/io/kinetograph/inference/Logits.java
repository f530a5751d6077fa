// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.util.Arrays;

/** Arithmetic on one row of logits, each of a label. */
public final class Logits {

  private Logits() {}

  /** The index of the largest logit, the first of several. */
  public static int argMax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Whether no logit is NaN or infinite. A model whose numbers overflow gives such ones. */
  public static boolean areFinite(float[] logits) {
    boolean finite = true;
    for (float logit : logits) {
      finite &= Float.isFinite(logit);
    }
    return finite;
  }

  /** The probabilities of the labels at temperature 1. */
  public static double[] softmax(float[] logits) {
    return softmax(logits, 1);
  }

  /**
   * The probabilities of the labels. Every exponent is zero or less, so that none overflows. Logits
   * that are not all {@link #areFinite finite} say nothing, so that the probabilities are equal.
   *
   * @param logits one or more
   * @param temperature that the logits are divided by, positive and finite: the higher, the more
   *     equal the probabilities; their order stays
   * @return as many probabilities, which sum to 1
   */
  public static double[] softmax(float[] logits, double temperature) {
    double[] probabilities = new double[logits.length];
    if (!areFinite(logits)) {
      Arrays.fill(probabilities, 1.0 / logits.length);
      return probabilities;
    }
    float largest = logits[argMax(logits)];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(((double) logits[i] - largest) / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /**
   * How much a segment belongs to the known activities: the negative free energy at temperature 1,
   * log-sum-exp of the logits (Liu et al. 2020, <a
   * href="https://arxiv.org/abs/2010.03759">arXiv:2010.03759</a>). The larger, the more; see {@link
   * EnergyThreshold}.
   *
   * @param logits one or more, all finite
   * @return at least the largest logit; every exponent is zero or less, so that none overflows
   */
  public static double energy(float[] logits) {
    float largest = logits[argMax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * The cross-entropy of one row: what the true label's probability lacks to 1, as a negative
   * logarithm.
   *
   * @param logits one or more
   * @param label index of the true label
   * @return at least 0
   */
  public static double crossEntropy(float[] logits, int label) {
    return energy(logits) - logits[label];
  }
}
