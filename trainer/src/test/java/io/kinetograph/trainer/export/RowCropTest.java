// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.kinetograph.trainer.export.FoldedConvolution.RowCrop;
import io.kinetograph.trainer.network.EngineTest;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.ResNetStructure;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import org.junit.jupiter.api.Test;

class RowCropTest extends EngineTest {

  @Test
  void cropChangesNoConvolution() {
    for (Convolution c : new ResNetStructure(NetworkSize.resNet34(), 1).convolutions()) {
      NDArray kernel = manager.randomNormal(new Shape(2, 2, c.kernel(), c.kernel()));
      for (int height = 1; height <= 15; height++) {
        NDArray input = manager.randomNormal(new Shape(1, 2, height, 9));
        RowCrop crop = RowCrop.of(c, height);
        NDArray whole = convolve(input, kernel, c, c.padding());
        int end = crop.firstRow() + crop.rows();
        NDArray rows = kernel.get(":, :, " + crop.firstRow() + ":" + end + ", :");
        NDArray above = manager.zeros(new Shape(1, 2, crop.top(), 9));
        NDArray below = manager.zeros(new Shape(1, 2, crop.bottom(), 9));
        NDArray padded = above.concat(input, 2).concat(below, 2);

        NDArray cropped = convolve(padded, rows, c, 0);

        assertThat(cropped.getShape()).as("%s at height %d", c, height).isEqualTo(whole.getShape());
        assertThat(crop.outputHeight()).isEqualTo((int) whole.getShape().get(2));
        assertThat(cropped.toFloatArray()).containsExactly(whole.toFloatArray(), within(1e-4f));
      }
    }
  }

  @Test
  void cropOmitsTwoThirdsOfTheKernelAtOneRow() {
    Convolution c = new Convolution("conv", "bn", 8, 8, 3, 1);

    assertThat(RowCrop.of(c, 1)).isEqualTo(new RowCrop(1, 1, 0, 0, 1));
    assertThat(RowCrop.of(c, 2)).isEqualTo(RowCrop.whole(c, 2));
  }

  private static NDArray convolve(NDArray input, NDArray kernel, Convolution c, int rowPadding) {
    return Conv2d.conv2d(
            input,
            kernel,
            null,
            new Shape(c.stride(), c.stride()),
            new Shape(rowPadding, c.padding()))
        .singletonOrThrow();
  }
}
