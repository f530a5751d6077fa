// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

/**
 * How far the logits of two models agree on the same segments.
 *
 * @param segments how many
 * @param largestDifference of any logit; NaN or infinite if a logit is
 * @param differentLabels segments with another most likely label
 */
public record ParityCheck(int segments, float largestDifference, int differentLabels) {

  /**
   * Compares logits of the same labels for the same segments.
   *
   * @param left a row of logits for each segment
   * @param right as many, for the same segments
   */
  public static ParityCheck of(float[][] left, float[][] right) {
    float largest = 0;
    int different = 0;
    for (int i = 0; i < left.length; i++) {
      for (int label = 0; label < left[i].length; label++) {
        float difference = Math.abs(left[i][label] - right[i][label]);
        // Written so that NaN counts as the largest difference.
        largest = difference <= largest ? largest : difference;
      }
      different += Logits.argMax(left[i]) == Logits.argMax(right[i]) ? 0 : 1;
    }
    return new ParityCheck(left.length, largest, different);
  }

  /** Share of the segments with another most likely label, from 0 to 1. */
  public double differentShare() {
    return (double) differentLabels / segments;
  }
}
