// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.data.Preprocessing.Normalization;

/** Computes the network's input channels from a picture, with the training engine. */
final class PictureChannels {

  private static final int CHANNEL_AXIS = 1;
  private static final int[] ROWS = {2};
  private static final int[] COLUMNS = {3};

  private final Normalization normalization;

  PictureChannels(Normalization normalization) {
    this.normalization = normalization;
  }

  /**
   * The channels.
   *
   * @param pixels N x 1 x rows x columns, three rows a unit; with the first channel alone, any
   *     shape
   * @return N x {@link Normalization#channels()} x rows x columns
   */
  NDArray of(NDArray pixels) {
    NDArray standard = pixels.sub(normalization.mean()).div(normalization.deviation());
    NDArray channels = standard;
    if (normalization.contrast() > 0) {
      NDArray contrast = compress(pixels.sub(mean(pixels)), normalization.contrast());
      NDArray upright =
          compress(upright(pixels.sub(normalization.zero())), normalization.uprightContrast());
      channels = channels.concat(contrast, CHANNEL_AXIS).concat(upright, CHANNEL_AXIS);
    }
    if (normalization.posture() > 0) {
      NDArray phase = mean(pixels).mul(normalization.phase());
      Shape picture = pixels.getShape();
      channels =
          channels
              .concat(phase.sin().broadcast(picture), CHANNEL_AXIS)
              .concat(phase.cos().broadcast(picture), CHANNEL_AXIS);
    }
    return channels;
  }

  /**
   * For each unit: the acceleration along its mean and across it, and the magnitude; less the
   * length of the mean in the first and the last.
   */
  private static NDArray upright(NDArray accelerations) {
    Shape picture = accelerations.getShape();
    NDArray units =
        accelerations.reshape(
            picture.get(0) * picture.get(1),
            picture.get(2) / BodyUnit.AXES,
            BodyUnit.AXES,
            picture.get(3));
    NDArray rest = mean(units);
    NDArray gravity = length(rest);
    NDArray up = rest.div(gravity);
    NDArray along = units.mul(up).sum(ROWS, true);
    NDArray across = length(units.sub(up.mul(along)));
    return along
        .sub(gravity)
        .concat(across, ROWS[0])
        .concat(length(units).sub(gravity), ROWS[0])
        .reshape(picture);
  }

  private static NDArray mean(NDArray values) {
    return values.mean(COLUMNS, true);
  }

  private static NDArray length(NDArray vectors) {
    return vectors.square().sum(ROWS, true).add(Normalization.LEAST_SQUARE).sqrt();
  }

  private static NDArray compress(NDArray difference, float one) {
    return difference.abs().div(one).add(1).log().mul(difference.sign());
  }
}
