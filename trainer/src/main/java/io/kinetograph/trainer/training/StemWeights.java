package io.kinetograph.trainer.training;

/** Makes the stem of a network for colour pictures one for ours. */
final class StemWeights {

  /** Red, green and blue. */
  static final int COLOURS = 3;

  private StemWeights() {}

  /**
   * Sums the kernels over red, green and blue and shares the sum evenly among the channels there
   * are: the response to channels that are all the same stays what it was.
   *
   * @param published out x 3 x area
   * @param area weights of a kernel
   * @param channels of our pictures
   * @return out x channels x area
   */
  static float[] spread(float[] published, int area, int channels) {
    int kernels = published.length / (COLOURS * area);
    float[] spread = new float[kernels * channels * area];
    for (int kernel = 0; kernel < kernels; kernel++) {
      for (int i = 0; i < area; i++) {
        double sum = 0;
        for (int colour = 0; colour < COLOURS; colour++) {
          sum += published[(kernel * COLOURS + colour) * area + i];
        }
        for (int channel = 0; channel < channels; channel++) {
          spread[(kernel * channels + channel) * area + i] = (float) (sum / channels);
        }
      }
    }
    return spread;
  }
}
