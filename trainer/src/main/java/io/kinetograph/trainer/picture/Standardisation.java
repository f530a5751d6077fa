package io.kinetograph.trainer.picture;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.RecordedSegment;
import java.nio.FloatBuffer;

/**
 * What the network does to a pixel before anything else: {@code (pixel - mean) / deviation}.
 *
 * @param mean of the pixels of the training set
 * @param deviation their standard deviation, above 0
 * @param contrast how far a pixel must lie from its row's mean, in pixels, to count 0.69 in the
 *     contrast channel {@code sign(d) log(1 + |d| / contrast)}; 0 if there is none. It shows
 *     tremors of a hundredth of a m/s^2 (an elevator's) next to a runner's steps
 */
public record Standardisation(float mean, float deviation, float zero, float contrast) {

  /** Checks the numbers. */
  public Standardisation {
    if (!Float.isFinite(zero)) {
      throw new IllegalArgumentException("zero " + zero + " is not a pixel");
    }
    if (!(contrast >= 0) || !Float.isFinite(contrast)) {
      throw new IllegalArgumentException("contrast " + contrast + " is not at least 0");
    }
    if (!Float.isFinite(mean) || !(deviation > 0) || !Float.isFinite(deviation)) {
      throw new IllegalArgumentException(
          "mean %s and deviation %s do not standardise".formatted(mean, deviation));
    }
  }

  /** Channels that the network sees of a picture: the pixels, and the contrast if there is one. */
  public int channels() {
    return contrast > 0 ? 3 : 1;
  }

  /**
   * Mean and deviation of all pixels of a training set.
   *
   * @param contrast of the contrast channel in m/s^2, 0 for none
   */
  public static Standardisation of(DataSet training, PixelScale scale, double contrast) {
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
    return new Standardisation(
        (float) mean,
        (float) Math.sqrt(squares / count - mean * mean),
        -scale.min() / (scale.max() - scale.min()),
        (float) (contrast / (scale.max() - scale.min())));
  }
}
