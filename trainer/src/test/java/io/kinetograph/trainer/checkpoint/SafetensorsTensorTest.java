// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.Tensor;
import io.kinetograph.trainer.network.PyTorch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafetensorsTensorTest {

  private static final int ALL = 1 << Short.SIZE;

  @Test
  void readsEveryHalfAsTheEngineDoes() {
    ByteBuffer bytes = everyTwoBytes();
    PyTorch.start(1);
    try (NDManager manager = PyTorch.newManager()) {
      float[] engines =
          manager
              .create(
                  bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN),
                  new Shape(ALL),
                  DataType.FLOAT16)
              .toType(DataType.FLOAT32, false)
              .toFloatArray();

      assertThat(new Tensor(NumberType.F16, List.of((long) ALL), bytes).floats())
          .isEqualTo(engines);
    }
  }

  @Test
  void aBfloat16IsTheUpperHalfOfAFloat() {
    float[] floats = new Tensor(NumberType.BF16, List.of((long) ALL), everyTwoBytes()).floats();

    float[] upperHalves = new float[ALL];
    for (int i = 0; i < ALL; i++) {
      upperHalves[i] = Float.intBitsToFloat(i << Short.SIZE);
    }
    assertThat(floats).isEqualTo(upperHalves);
  }

  private static ByteBuffer everyTwoBytes() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(ALL * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ALL; i++) {
      bytes.putShort((short) i);
    }
    return bytes.flip();
  }
}
