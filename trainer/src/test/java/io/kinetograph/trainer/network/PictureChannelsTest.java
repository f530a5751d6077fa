// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.PictureChannels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureChannelsTest extends EngineTest {

  private static final PixelScale SCALE = new PixelScale(-40, 40);
  private static final int COLUMNS = Picture.COLUMNS;

  /** The first channel that no turn of a unit changes: three accelerations, three movements. */
  private static final int FIRST_FREE = 6;

  private static final int BANDS = 5;
  private static final int BANDS_ACROSS = BANDS + 6;
  private static final int VARIANCES = BANDS_ACROSS + 6;
  private static final int LENGTH = VARIANCES + 3;

  @Test
  void hasOneRowForEachUnit() {
    Channels<NDArray> channels = channels(walking(), 0);
    Channels<NDArray> withPosture = channels(walking(), 4);

    assertThat(channels.moving().getShape()).isEqualTo(new Shape(1, 13, 5, COLUMNS));
    assertThat(channels.constant().getShape()).isEqualTo(new Shape(1, 21, 5, 1));
    assertThat(withPosture.constant().getShape()).isEqualTo(new Shape(1, 27, 5, 1));
    assertThat(channels.constant().get(":,0:5").toFloatArray())
        .containsExactly(manager.eye(5).toFloatArray());
  }

  @Test
  void showsAccelerationMovementAndVertical() {
    float[] acceleration = new float[Picture.ROWS * COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      int sign = column % 2 == 0 ? 1 : -1;
      // Gravity lies along y of the torso; the unit moves by 1 m/s^2 up and by 2 across.
      acceleration[COLUMNS + column] = 9.8f + (column == 124 ? 0 : sign);
      acceleration[2 * COLUMNS + column] = column == 124 ? 0 : 2 * sign;
    }

    NDArray moving = channels(acceleration, 0).moving();

    assertThat(moving.getFloat(0, 1, 0, 10)).isEqualTo(10.8f / 6, within(1e-3f));
    assertThat(moving.getFloat(0, 4, 0, 11)).isEqualTo(log(1), within(1e-2f)).isNegative();
    assertThat(moving.getFloat(0, 6, 0, 10)).isEqualTo(-log(1), within(1e-2f));
    assertThat(moving.getFloat(0, 7, 0, 11)).isEqualTo(-log(2), within(1e-2f));
    float magnitude = (float) Math.hypot(10.8, 2) - 9.8f;
    assertThat(moving.getFloat(0, 8, 0, 10)).isEqualTo(-log(magnitude), within(1e-2f));
    assertThat(Math.abs(moving.getFloat(0, 9, 0, 10))).isEqualTo(-log(2), within(1e-2f));
    assertThat(moving.getFloat(0, 10, 0, 10)).isZero();
    float change = (float) Math.hypot(2, 4);
    assertThat(moving.getFloat(0, 11, 0, 10)).isEqualTo(-log(change), within(1e-2f));
    // The torso alone is worn, so all units share its vertical movement.
    assertThat(moving.getFloat(0, 12, 3, 10))
        .isEqualTo((float) Math.log1p(1 / 0.05) / 2, within(1e-2f));
  }

  @Test
  void aTremorShowsNextToAStep() {
    float[] acceleration = standing();
    acceleration[60] += 15;
    acceleration[3] += 0.05f;

    NDArray moving = channels(acceleration, 0).moving();

    float step = moving.getFloat(0, 3, 0, 60);
    float tremor = moving.getFloat(0, 3, 0, 3) - moving.getFloat(0, 3, 0, 4);
    assertThat(tremor / step).isGreaterThan(0.04f);
  }

  @Test
  void onlyAccelerationAndMovementDependOnHowAUnitIsTurned() {
    float[] acceleration = walking();
    float[] turned = acceleration.clone();
    Random random = new Random(3);
    for (int unit = 0; unit < 5; unit++) {
      turn(turned, unit, 3 * random.nextDouble(), 3 * random.nextDouble());
    }

    Channels<NDArray> one = channels(acceleration, 0);
    Channels<NDArray> other = channels(turned, 0);

    assertThat(other.constant().toFloatArray())
        .containsExactly(one.constant().toFloatArray(), within(5e-3f));
    for (int channel = FIRST_FREE; channel < PictureChannels.MOVING; channel++) {
      NDArray left = one.moving().get(":," + channel);
      NDArray right = other.moving().get(":," + channel);
      boolean signIsArbitrary = channel == 9 || channel == 10;
      assertThat((signIsArbitrary ? right.abs() : right).toFloatArray())
          .as("channel " + channel)
          .containsExactly((signIsArbitrary ? left.abs() : left).toFloatArray(), within(2e-2f));
    }
    assertThat(other.moving().get(":,0:3").toFloatArray())
        .isNotEqualTo(one.moving().get(":,0:3").toFloatArray());
  }

  @Test
  void aVibrationShowsInItsBandAndDirection() {
    float[] acceleration = standing();
    for (int column = 0; column < COLUMNS; column++) {
      // Of the torso, across gravity, at 5 Hz.
      acceleration[COLUMNS + column] += 0.1f * (float) Math.sin(2 * Math.PI * 5 * column / 25);
    }

    float[] torso = channels(acceleration, 0).constant().get(":,:,0").toFloatArray();

    float[] across = Arrays.copyOfRange(torso, BANDS_ACROSS, BANDS_ACROSS + 6);
    for (int band = 0; band < 6; band++) {
      assertThat(across[band]).as("band " + band).isLessThanOrEqualTo(across[3]);
      assertThat(torso[BANDS + band]).as("vertical band " + band).isLessThan(across[3] - 0.5f);
    }
    assertThat(torso[VARIANCES + 1]).isEqualTo((float) (Math.log(0.00501) + 4) / 4, within(1e-2f));
    assertThat(torso[VARIANCES]).isLessThan(torso[VARIANCES + 1]);
  }

  @Test
  void theLengthOfTheMeanIsComparedWithStandardGravity() {
    float[] acceleration = standing();
    for (int column = 0; column < COLUMNS; column++) {
      acceleration[3 * COLUMNS + column] += 0.15f;
    }

    float[] lengths = channels(acceleration, 0).constant().get(":," + LENGTH).toFloatArray();

    assertThat(lengths[0]).isEqualTo(0, within(1e-2f));
    assertThat(lengths[1]).isEqualTo(0.5f, within(1e-2f));
  }

  @Test
  void postureDistinguishesNeighboringTiltsAndRepeatsAfterAWavelength() {
    float[] acceleration = standing();
    Arrays.fill(acceleration, COLUMNS, 2 * COLUMNS, 0.3f);
    Arrays.fill(acceleration, 2 * COLUMNS, 3 * COLUMNS, 4f);

    float[] torso = channels(acceleration, 4).constant().get(":,21:,0").toFloatArray();

    assertThat(torso[1]).isEqualTo((float) Math.sin(2 * Math.PI * 0.3 / 4), within(1e-3f));
    assertThat(torso[4]).isEqualTo((float) Math.cos(2 * Math.PI * 0.3 / 4), within(1e-3f));
    assertThat(torso[5]).isEqualTo(1, within(1e-3f));
  }

  @Test
  void aUnitThatIsNotWornShowsNothing() {
    float[] acceleration = walking();
    Arrays.fill(acceleration, 6 * COLUMNS, 9 * COLUMNS, 0);

    Channels<NDArray> channels = channels(acceleration, 4);

    assertThat(channels.moving().get(":,0:12,2").abs().max().getFloat()).isLessThan(1e-2f);
    assertThat(channels.constant().get(":,:,2").abs().max().getFloat()).isLessThan(1e-2f);
  }

  /** Half the compressed value of a movement down. */
  private static float log(float movement) {
    return (float) -Math.log1p(movement / 0.1) / 2;
  }

  private static float[] standing() {
    float[] acceleration = new float[Picture.ROWS * COLUMNS];
    for (int unit = 0; unit < 5; unit++) {
      Arrays.fill(acceleration, 3 * unit * COLUMNS, (3 * unit + 1) * COLUMNS, 9.80665f);
    }
    return acceleration;
  }

  private static float[] walking() {
    float[] acceleration = standing();
    Random random = new Random(7);
    for (int row = 0; row < Picture.ROWS; row++) {
      double strength = 1 + 3 * random.nextDouble();
      double phase = random.nextDouble();
      for (int column = 0; column < COLUMNS; column++) {
        acceleration[row * COLUMNS + column] +=
            (float) (strength * Math.sin(0.45 * column + phase) + 0.3 * random.nextGaussian());
      }
    }
    return acceleration;
  }

  /** Turns a unit about z, then about x. */
  private static void turn(float[] values, int unit, double aboutZ, double aboutX) {
    for (int column = 0; column < COLUMNS; column++) {
      int at = 3 * unit * COLUMNS + column;
      double x = values[at] * Math.cos(aboutZ) - values[at + COLUMNS] * Math.sin(aboutZ);
      double y = values[at] * Math.sin(aboutZ) + values[at + COLUMNS] * Math.cos(aboutZ);
      double z = values[at + 2 * COLUMNS];
      values[at] = (float) x;
      values[at + COLUMNS] = (float) (y * Math.cos(aboutX) - z * Math.sin(aboutX));
      values[at + 2 * COLUMNS] = (float) (y * Math.sin(aboutX) + z * Math.cos(aboutX));
    }
  }

  private Channels<NDArray> channels(float[] accelerations, double posture) {
    float[] pixels = new float[accelerations.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (accelerations[i] - SCALE.min()) / (SCALE.max() - SCALE.min());
    }
    NDArray picture = manager.create(pixels, new Shape(1, 1, Picture.ROWS, COLUMNS));
    Preprocessing preprocessing = new Preprocessing(SCALE, posture);
    EngineOperations ops = new EngineOperations(manager);
    return new PictureChannels<>(ops, preprocessing).of(UnitMovement.of(ops, picture, SCALE));
  }
}
