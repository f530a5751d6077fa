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
 */
public record Standardisation(float mean, float deviation) {

  /** Checks the numbers. */
  public Standardisation {
    if (!Float.isFinite(mean) || !(deviation > 0) || !Float.isFinite(deviation)) {
      throw new IllegalArgumentException(
          "mean %s and deviation %s do not standardise".formatted(mean, deviation));
    }
  }

  /** Mean and deviation of all pixels of a training set. */
  public static Standardisation of(DataSet training, PixelScale scale) {
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
    return new Standardisation((float) mean, (float) Math.sqrt(squares / count - mean * mean));
  }
}
