// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;

/**
 * How segments become the input of the first convolution.
 *
 * @param scale from accelerations to pixels
 * @param posture wavelength of the posture channels in m/s^2; 0 for no such channels
 */
public record Preprocessing(PixelScale scale, double posture) {

  /**
   * Fits the preprocessing to a training set.
   *
   * @param training one segment or more
   * @param lowPercentile percentile of the values that becomes black, from 0 to 100
   * @param highPercentile percentile that becomes white, above the other
   * @param posture wavelength of the posture channels in m/s^2; 0 for no such channels
   * @throws IllegalArgumentException if the percentiles are not a range, or all values are the same
   */
  public static Preprocessing fit(
      DataSet training, double lowPercentile, double highPercentile, double posture) {
    return new Preprocessing(fitScale(training, lowPercentile, highPercentile), posture);
  }

  /**
   * The scale between two percentiles of all values of a training set. The extremes of the data set
   * are twelve times one g; a scale that included them would leave nearly all of the signal in a
   * narrow band of grays. Percentiles clip a little of the signal instead.
   *
   * @param training one segment or more
   * @param low percentile of a black pixel, from 0 to 100
   * @param high percentile of a white pixel, above low
   * @throws IllegalArgumentException if the percentiles are not a range, or all values are the same
   */
  public static PixelScale fitScale(DataSet training, double low, double high) {
    if (!(low >= 0 && low < high && high <= 100)) {
      throw new IllegalArgumentException(
          "percentiles %s and %s are not a range from 0 to 100".formatted(low, high));
    }
    int length = Segment.ROWS * Segment.COLUMNS;
    float[] values = new float[training.size() * length];
    for (int i = 0; i < training.size(); i++) {
      float[] segment = training.segments().get(i).segment().toArray();
      System.arraycopy(segment, 0, values, i * length, length);
    }
    Arrays.sort(values);
    return new PixelScale(percentile(values, low), percentile(values, high));
  }

  private static float percentile(float[] sorted, double percent) {
    return sorted[(int) Math.round(percent / 100 * (sorted.length - 1))];
  }
}
