// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

/** What a model gives for one picture. */
public final class ModelOutput {

  private final float[] logits;
  private final float[] features;

  /** The arrays are not copied. */
  public ModelOutput(float[] logits, float[] features) {
    this.logits = logits;
    this.features = features;
  }

  /** One number for each label of the model card; the array is the caller's. */
  public float[] logits() {
    return logits;
  }

  /** What the last layer sees; empty if the model file has no such output. */
  public float[] features() {
    return features;
  }
}
