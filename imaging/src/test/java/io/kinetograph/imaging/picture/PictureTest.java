// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.Segment;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class PictureTest {

  private final PixelScale scale = new PixelScale(-20, 20);

  @Test
  void aPixelIsTheValuesPositionOnTheScale() {
    float[] values = new float[Picture.PIXELS];
    values[3 * Picture.COLUMNS + 7] = 10;
    Picture picture = Picture.of(Segment.measured(0, values), scale);

    assertThat(picture.pixel(3, 7)).isEqualTo(0.75f);
    assertThat(picture.pixel(3, 8)).as("neutral").isEqualTo(0.5f);
  }

  @Test
  void valuesBeyondTheScaleAreClippedAndDoNotWrapAround() {
    assertThat(scale.pixel(-20.5f)).isZero();
    assertThat(scale.pixel(20.5f)).isEqualTo(1f);
    assertThat(scale.pixel(Float.MAX_VALUE)).isEqualTo(1f);
  }

  @Test
  void pixelsAreWrittenRowAfterRow() {
    float[] values = new float[Picture.PIXELS];
    values[1] = 20;
    FloatBuffer buffer = FloatBuffer.allocate(2 * Picture.PIXELS);
    Picture.of(values, scale).putInto(buffer);

    assertThat(buffer.position()).isEqualTo(Picture.PIXELS);
    assertThat(buffer.get(0)).isEqualTo(0.5f);
    assertThat(buffer.get(1)).isEqualTo(1f);
  }

  @Test
  void anEmptyScaleIsRejected() {
    assertThatThrownBy(() -> new PixelScale(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixel scale from 1.0 to 1.0 m/s^2 is not a range");
    assertThatThrownBy(() -> new PixelScale(Float.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
