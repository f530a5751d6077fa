// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * How segments become the input of the first convolution.
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
    PixelScale scale = fitScale(training, lowPercentile, highPercentile);
    return new Preprocessing(scale, Normalization.of(training, scale, contrast, posture));
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

  /**
   * The normalization of a picture's pixels, which is the first step of the network. None of its
   * parameters is learned.
   *
   * <p>The first channel is {@code (pixel - mean) / deviation}. With a contrast there are two more,
   * both compressed to {@code sign(d) log(1 + |d| / c)}, so that an elevator's tremor of a
   * hundredth of a m/s^2 is seen next to a runner's steps:
   *
   * <ul>
   *   <li>the <b>contrast</b>: d is a pixel's distance from its row's mean;
   *   <li>the <b>upright</b> channel, which does not depend on how a unit was strapped on: the
   *       three rows of a unit are its acceleration along its mean acceleration (mostly gravity),
   *       the acceleration across it, and the magnitude; the length of the mean is subtracted from
   *       the first and the last.
   * </ul>
   *
   * <p>With a posture there are two more, {@code sin(2 pi m / posture)} and the cosine, where m is
   * the mean of the row: Fourier features (Tancik et al. 2020), which tell postures apart that
   * differ by a few degrees. They help to recognize wearers of the training set, not new ones.
   *
   * @param mean of the pixels of the training set
   * @param deviation their standard deviation, above 0
   * @param zero the pixel of 0 m/s^2; it lies outside 0 to 1 if the scale does not include it
   * @param contrast c of the contrast channel in pixels; 0 if there are no contrast and upright
   *     channels
   * @param posture wavelength of the posture channels in pixels; 0 if there are none
   */
  public record Normalization(
      float mean, float deviation, float zero, float contrast, float posture) {

    /**
     * Added to a sum of squares before its root is taken, so that a unit that is not worn has a
     * direction.
     */
    public static final float LEAST_SQUARE = 1e-10f;

    private static final float UPRIGHT = 10;

    /** Checks the numbers. */
    public Normalization {
      if (!Float.isFinite(zero)) {
        throw new IllegalArgumentException("zero " + zero + " is not a pixel");
      }
      if (!(contrast >= 0) || !Float.isFinite(contrast)) {
        throw new IllegalArgumentException("contrast " + contrast + " is not at least 0");
      }
      if (!(posture >= 0) || !Float.isFinite(posture)) {
        throw new IllegalArgumentException("posture " + posture + " is not at least 0");
      }
      if (!Float.isFinite(mean) || !(deviation > 0) || !Float.isFinite(deviation)) {
        throw new IllegalArgumentException(
            "mean %s and deviation %s do not normalize".formatted(mean, deviation));
      }
    }

    /** Number of the network's input channels. */
    public int channels() {
      return 1 + (contrast > 0 ? 2 : 0) + (posture > 0 ? 2 : 0);
    }

    /** c of the upright channel, in pixels; the other channels already show how a unit leans. */
    public float uprightContrast() {
      return UPRIGHT * contrast;
    }

    /** Radians per pixel of the posture channels. */
    public float phase() {
      return (float) (2 * Math.PI / posture);
    }

    /**
     * Mean and deviation of all pixels of a training set.
     *
     * @param contrast of the contrast channel in m/s^2, 0 for none
     * @param posture wavelength of the posture channels in m/s^2, 0 for none
     */
    static Normalization of(DataSet training, PixelScale scale, double contrast, double posture) {
      FloatBuffer pixels = FloatBuffer.allocate(Picture.PIXELS);
      double sum = 0;
      double squares = 0;
      for (RecordedSegment segment : training.segments()) {
        Picture.of(segment.segment(), scale).putInto(pixels.clear());
        for (float pixel : pixels.array()) {
          sum += pixel;
          squares += (double) pixel * pixel;
        }
      }
      double count = (double) training.size() * Picture.PIXELS;
      double mean = sum / count;
      return new Normalization(
          (float) mean,
          (float) Math.sqrt(squares / count - mean * mean),
          -scale.min() / (scale.max() - scale.min()),
          (float) (contrast / (scale.max() - scale.min())),
          (float) (posture / (scale.max() - scale.min())));
    }
  }
}
