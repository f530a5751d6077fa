// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SegmentPicturesTest {

  @Test
  void aPngContainsThePixelsAsGrayValues() throws IOException {
    float[] values = new float[Picture.PIXELS];
    values[0] = -20;
    values[1] = 20;
    values[Picture.COLUMNS] = 10;

    byte[] png = SegmentPictures.png(Picture.of(values, new PixelScale(-20, 20)));

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(125);
    assertThat(image.getHeight()).isEqualTo(15);
    assertThat(image.getRaster().getSample(0, 0, 0)).isZero();
    assertThat(image.getRaster().getSample(1, 0, 0)).isEqualTo(255);
    assertThat(image.getRaster().getSample(0, 1, 0)).isEqualTo(191);
    assertThat(image.getRaster().getSample(124, 14, 0)).isEqualTo(128);
  }
}
