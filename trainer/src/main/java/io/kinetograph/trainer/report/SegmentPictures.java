// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Draws segments of the data set as gray pictures. */
final class SegmentPictures {

  /** Percentiles of the values, for a scale with more contrast than that of a model. */
  private static final double LOW = 0.25;

  private static final double HIGH = 99.75;

  private SegmentPictures() {}

  /**
   * Draws some segments; each pixel of the picture is one pixel of the PNG.
   *
   * @param data the data set
   * @param segments ids such as {@code a01/p1/s01}
   * @param scale the model's; null to fit one to the data
   * @return PNG by id, of those in the data set
   */
  static Map<String, byte[]> draw(Path data, Set<String> segments, @Nullable PixelScale scale)
      throws IOException {
    DataSet read = DataSet.read(data);
    PixelScale shown = scale == null ? Preprocessing.fitScale(read, LOW, HIGH) : scale;
    Map<String, byte[]> pictures = new HashMap<>();
    for (RecordedSegment segment : read.segments()) {
      String id = segment.id().toString();
      if (segments.contains(id)) {
        pictures.put(id, png(Picture.of(segment.segment(), shown)));
      }
    }
    return pictures;
  }

  static byte[] png(Picture picture) throws IOException {
    BufferedImage image =
        new BufferedImage(Picture.COLUMNS, Picture.ROWS, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < Picture.ROWS; y++) {
      for (int x = 0; x < Picture.COLUMNS; x++) {
        // The raster takes the gray value as it is; setRGB would apply a gamma.
        image.getRaster().setSample(x, y, 0, Math.round(255 * picture.pixel(y, x)));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
