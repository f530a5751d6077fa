// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import org.junit.jupiter.api.Test;

class ConvolutionTest extends EngineTest {

  @Test
  void rowsLeftOutChangeNoOutput() {
    for (Convolution any : new ResNetStructure(NetworkSize.resNet34(), 1).convolutions()) {
      NDArray kernel = manager.randomNormal(new Shape(2, 2, any.kernel(), any.kernel()));
      for (int height = 1; height <= 15; height++) {
        Convolution c = new Convolution("c", "b", 2, 2, any.kernel(), any.stride(), height);
        NDArray input = manager.randomNormal(new Shape(1, 2, height, 9));
        NDArray whole = convolve(input, kernel, c, c.padding());

        int end = c.firstRow() + c.rows();
        NDArray rows = kernel.get(":, :, " + c.firstRow() + ":" + end + ", :");
        NDArray output = convolve(input, rows, c, c.rowPadding());

        assertThat(output.getShape()).as(c.toString()).isEqualTo(whole.getShape());
        assertThat(c.outputHeight()).isEqualTo((int) whole.getShape().get(2));
        assertThat(output.toFloatArray()).containsExactly(whole.toFloatArray(), within(1e-4f));
      }
    }
  }

  @Test
  void hasOnlyTheRowsThatMeetInput() {
    assertThat(rows(3, 1, 3)).containsExactly(0, 3, 1);
    assertThat(rows(3, 1, 2)).containsExactly(0, 3, 1);
    assertThat(rows(3, 2, 2)).containsExactly(1, 2, 0);
    assertThat(rows(3, 1, 1)).containsExactly(1, 1, 0);
    assertThat(rows(3, 2, 1)).containsExactly(1, 1, 0);
    assertThat(rows(7, 2, 5)).containsExactly(0, 7, 3);
    assertThat(rows(1, 2, 2)).containsExactly(0, 1, 0);
  }

  private static int[] rows(int kernel, int stride, int height) {
    Convolution c = new Convolution("c", "b", 1, 1, kernel, stride, height);
    return new int[] {c.firstRow(), c.rows(), c.rowPadding()};
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
