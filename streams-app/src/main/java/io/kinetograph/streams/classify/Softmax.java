package io.kinetograph.streams.classify;

/** From logits to probabilities. */
final class Softmax {

  private Softmax() {}

  /**
   * The softmax of a row of logits, computed from the largest down so that it cannot overflow.
   *
   * @return as many probabilities, which sum to 1
   */
  static float[] of(float[] logits) {
    float largest = logits[0];
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] powers = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      powers[i] = Math.exp((double) logits[i] - largest);
      sum += powers[i];
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (powers[i] / sum);
    }
    return probabilities;
  }
}
