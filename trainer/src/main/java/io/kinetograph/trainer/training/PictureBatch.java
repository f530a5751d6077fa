package io.kinetograph.trainer.training;

import java.nio.FloatBuffer;

/** The pictures of one step and what the network should say of them. */
final class PictureBatch {

  private final FloatBuffer pixels;
  private final float[] targets;
  private final int[] classes;

  PictureBatch(FloatBuffer pixels, float[] targets, int[] classes) {
    this.pixels = pixels;
    this.targets = targets;
    this.classes = classes;
  }

  int size() {
    return classes.length;
  }

  /** N x 1 x 15 x 125 pixels from 0 to 1. */
  FloatBuffer pixels() {
    return pixels.duplicate().rewind();
  }

  /** N x classes probabilities. */
  float[] targets() {
    return targets;
  }

  /** The class that a picture is mostly of. */
  int classAt(int index) {
    return classes[index];
  }
}
