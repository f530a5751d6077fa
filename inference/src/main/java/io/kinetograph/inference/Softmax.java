package io.kinetograph.inference;

/** From logits to probabilities. */
public final class Softmax {

  private Softmax() {}

  /**
   * The softmax of a row of logits. Every exponent is zero or less, so that none overflows.
   *
   * @param logits one or more
   * @return as many probabilities, which sum to 1
   */
  public static double[] of(float[] logits) {
    float largest = largest(logits);
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp((double) logits[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /**
   * The logarithm of the sum of all exponentials: the cross entropy of a label is this less the
   * label's logit.
   *
   * @param logits one or more
   */
  public static double logSumExp(float[] logits) {
    float largest = largest(logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - largest);
    }
    return largest + Math.log(sum);
  }

  private static float largest(float[] logits) {
    float largest = logits[0];
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    return largest;
  }
}
