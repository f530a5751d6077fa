package io.kinetograph.trainer.data;

import io.kinetograph.imaging.picture.PixelScale;

/**
 * How segments become what the first convolution sees.
 *
 * @param scale from accelerations to pixels
 * @param normalization of the pixels
 */
public record Preprocessing(PixelScale scale, Normalization normalization) {

  /**
   * Fits the preprocessing to a training set.
   *
   * @param training one segment or more
   * @param lowPercentile percentile of the values that becomes black, from 0 to 100
   * @param highPercentile percentile that becomes white, above the other
   * @param contrast of the contrast channel in m/s^2; 0 for no such channel
   * @param posture wavelength of the posture channels in m/s^2; 0 for no such channels
   * @throws IllegalArgumentException if the percentiles are not a range, or all values are the same
   */
  public static Preprocessing fit(
      DataSet training,
      double lowPercentile,
      double highPercentile,
      double contrast,
      double posture) {
    PixelScale scale = PixelScaleFit.fit(training, lowPercentile, highPercentile);
    return new Preprocessing(scale, Normalization.of(training, scale, contrast, posture));
  }
}
