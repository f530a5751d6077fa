package io.kinetograph.imaging.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures for people to look at. */
public final class PictureFile {

  private PictureFile() {}

  /**
   * Writes a picture as an 8-bit gray PNG.
   *
   * @param picture what to write
   * @param magnification side of the square that stands for a pixel, at least 1
   * @param file where to; replaced if it exists
   * @throws IOException if the file cannot be written; it names the file
   * @throws IllegalArgumentException if the magnification is below 1
   */
  public static void writePng(Picture picture, int magnification, Path file) throws IOException {
    if (magnification < 1) {
      throw new IllegalArgumentException("magnification " + magnification + " is below 1");
    }
    BufferedImage image =
        new BufferedImage(
            Picture.COLUMNS * magnification,
            Picture.ROWS * magnification,
            BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        float pixel = picture.pixel(y / magnification, x / magnification);
        // The raster takes the gray as it is; setRGB would apply a gamma.
        image.getRaster().setSample(x, y, 0, Math.round(255 * pixel));
      }
    }
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
  }
}
