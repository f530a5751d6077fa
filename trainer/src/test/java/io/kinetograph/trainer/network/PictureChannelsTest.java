// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.Preprocessing.Normalization;
import org.junit.jupiter.api.Test;

class PictureChannelsTest extends EngineTest {

  private static final PixelScale SCALE = new PixelScale(-20, 20);

  /** A contrast of 0.1 m/s^2. */
  private static final PictureChannels CHANNELS =
      new PictureChannels(new Normalization(0.5f, 0.2f, 0.5f, 0.0025f, 0));

  @Test
  void normalizesTheFirstChannelAlone() {
    NDArray pixels = manager.randomUniform(0, 1, new Shape(2, 1, Picture.ROWS, Picture.COLUMNS));

    NDArray plain = new PictureChannels(new Normalization(0.5f, 0.2f, 0.5f, 0, 0)).of(pixels);
    NDArray three = CHANNELS.of(pixels);

    assertThat(plain.getShape()).isEqualTo(pixels.getShape());
    assertThat(three.getShape()).isEqualTo(new Shape(2, 3, Picture.ROWS, Picture.COLUMNS));
    assertThat(three.get(":,0:1").toFloatArray()).containsExactly(plain.toFloatArray());
    assertThat(plain.getFloat(1, 0, 3, 7))
        .isEqualTo((pixels.getFloat(1, 0, 3, 7) - 0.5f) / 0.2f, within(1e-5f));
  }

  @Test
  void contrastShowsATremorNextToAStep() {
    float[] acceleration = new float[Picture.ROWS * Picture.COLUMNS];
    acceleration[60] = 15;
    acceleration[3] = 0.05f;

    NDArray channels = CHANNELS.of(pixels(acceleration));

    float step = channels.getFloat(0, 1, 0, 60);
    float tremor = channels.getFloat(0, 1, 0, 3) - channels.getFloat(0, 1, 0, 4);
    float mean = 15.05f / Picture.COLUMNS;
    assertThat(step).isEqualTo((float) Math.log1p((15 - mean) / 0.1), within(1e-3f));
    assertThat(tremor / step).isGreaterThan(0.04f);
    assertThat(channels.getFloat(0, 1, 1, 60)).isZero();
  }

  @Test
  void uprightSeparatesVerticalHorizontalAndMagnitude() {
    float[] acceleration = new float[Picture.ROWS * Picture.COLUMNS];
    for (int column = 0; column < Picture.COLUMNS; column++) {
      int sign = column % 2 == 0 ? 1 : -1;
      // Gravity lies along y of the torso; the unit moves by 1 m/s^2 up and by 2 across.
      acceleration[Picture.COLUMNS + column] = 9.8f + (column == 124 ? 0 : sign);
      acceleration[2 * Picture.COLUMNS + column] = column == 124 ? 0 : 2 * sign;
    }

    NDArray channels = CHANNELS.of(pixels(acceleration));

    assertThat(channels.getFloat(0, 2, 0, 10)).isEqualTo((float) Math.log(2), within(1e-2f));
    assertThat(channels.getFloat(0, 2, 0, 11)).isEqualTo((float) -Math.log(2), within(1e-2f));
    assertThat(channels.getFloat(0, 2, 1, 11)).isEqualTo((float) Math.log(3), within(1e-2f));
    assertThat(channels.getFloat(0, 2, 2, 10))
        .isEqualTo((float) Math.log1p(Math.hypot(10.8, 2) - 9.8), within(1e-2f));
  }

  @Test
  void uprightDoesNotDependOnHowAUnitIsTurned() {
    float[] acceleration = new float[Picture.ROWS * Picture.COLUMNS];
    float[] turned = acceleration.clone();
    double cos = Math.cos(0.7);
    double sin = Math.sin(0.7);
    for (int column = 0; column < Picture.COLUMNS; column++) {
      double x = 6 + 3 * Math.sin(column * 0.3);
      double y = 7 + 2 * Math.cos(column * 0.5);
      int at = 3 * Picture.COLUMNS + column;
      acceleration[at] = (float) x;
      acceleration[at + Picture.COLUMNS] = (float) y;
      turned[at] = (float) (cos * x - sin * y);
      turned[at + Picture.COLUMNS] = (float) (sin * x + cos * y);
    }

    NDArray one = CHANNELS.of(pixels(acceleration));
    NDArray other = CHANNELS.of(pixels(turned));

    assertThat(other.get(":,2:3").toFloatArray())
        .containsExactly(one.get(":,2:3").toFloatArray(), within(1e-3f));
    assertThat(other.get(":,0:1").toFloatArray()).isNotEqualTo(one.get(":,0:1").toFloatArray());
  }

  @Test
  void postureDistinguishesNeighboringTiltsAndRepeatsAfterAWavelength() {
    PictureChannels postures =
        new PictureChannels(new Normalization(0.5f, 0.2f, 0.5f, 0, 4f / (20 - -20)));
    float[] acceleration = new float[Picture.ROWS * Picture.COLUMNS];
    for (int row = 0; row < Picture.ROWS; row++) {
      float mean = row == 0 ? 1 : row == 1 ? 1.3f : row == 2 ? 5 : 0;
      for (int column = 0; column < Picture.COLUMNS; column++) {
        acceleration[row * Picture.COLUMNS + column] = mean + (column % 2 == 0 ? 0.5f : -0.5f);
      }
    }

    NDArray channels = postures.of(pixels(acceleration));

    assertThat(channels.getShape()).isEqualTo(new Shape(1, 3, Picture.ROWS, Picture.COLUMNS));
    assertThat(channels.getFloat(0, 1, 2, 9))
        .isEqualTo(channels.getFloat(0, 1, 0, 70), within(1e-2f));
    assertThat(Math.abs(channels.getFloat(0, 2, 1, 9) - channels.getFloat(0, 2, 0, 9)))
        .isGreaterThan(0.3f);
    double sum = Math.hypot(channels.getFloat(0, 1, 1, 3), channels.getFloat(0, 2, 1, 3));
    assertThat(sum).isEqualTo(1, within(1e-4));
  }

  @Test
  void aUnitThatIsNotWornShowsNoMovement() {
    NDArray channels = CHANNELS.of(pixels(new float[Picture.ROWS * Picture.COLUMNS]));

    assertThat(channels.get(":,1:3").abs().max().getFloat()).isLessThan(1e-2f);
  }

  private NDArray pixels(float[] accelerations) {
    float[] pixels = new float[accelerations.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (accelerations[i] - SCALE.min()) / (SCALE.max() - SCALE.min());
    }
    return manager.create(pixels, new Shape(1, 1, Picture.ROWS, Picture.COLUMNS));
  }
}
