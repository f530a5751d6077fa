package io.kinetograph.trainer.data;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;

/**
 * Fits the pixel scale. The extremes of the data set are twelve times one g; a scale that included
 * them would leave nearly all of the signal in a narrow band of grays. Percentiles clip a little of
 * it instead.
 */
public final class PixelScaleFit {

  private PixelScaleFit() {}

  /**
   * The scale between two percentiles of all values of a training set.
   *
   * @param training one segment or more
   * @param low percentile of a black pixel, from 0 to 100
   * @param high percentile of a white pixel, above low
   * @throws IllegalArgumentException if the percentiles are not a range, or all values are the same
   */
  public static PixelScale fit(DataSet training, double low, double high) {
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
