// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.inference.ModelDevice.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDeviceTest {

  @Test
  void aGpuWithoutANumberIsTheFirst() {
    assertThat(ModelDevice.parse("cuda")).isEqualTo(new ModelDevice(Kind.CUDA, 0));
    assertThat(ModelDevice.parse("cuda:3")).isEqualTo(new ModelDevice(Kind.CUDA, 3));
    assertThat(ModelDevice.parse("tensorrt")).isEqualTo(new ModelDevice(Kind.TENSORRT, 0));
    assertThat(ModelDevice.parse("tensorrt:12")).isEqualTo(new ModelDevice(Kind.TENSORRT, 12));
    assertThat(ModelDevice.parse("cpu")).isEqualTo(ModelDevice.CPU);
    assertThat(ModelDevice.parse("auto")).isEqualTo(new ModelDevice(Kind.AUTO, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "cuda:0", "cuda:7", "tensorrt:1"})
  void isWrittenAsItIsRead(String text) {
    assertThat(ModelDevice.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpu",
        "CUDA",
        "cuda:",
        "cuda:-1",
        "cuda:x",
        "cuda:9999",
        "cpu:0",
        "auto:1",
        "cuda 1",
        "tensorrt:0:1"
      })
  void anythingElseIsRejected(String text) {
    assertThatThrownBy(() -> ModelDevice.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not " + ModelDevice.SYNTAX);
  }

  @Test
  void batchesArePaddedToAFewSizes() {
    BatchSizes sizes = BatchSizes.upTo(64);
    assertThat(sizes.ascending()).containsExactly(1, 4, 16, 64);
    assertThat(sizes.extremesFirst()).containsExactly(1, 64, 4, 16);
    assertThat(sizes.holding(1)).isEqualTo(1);
    assertThat(sizes.holding(2)).isEqualTo(4);
    assertThat(sizes.holding(17)).isEqualTo(64);
    assertThat(sizes.holding(65)).isEqualTo(65);
    assertThat(BatchSizes.upTo(1).extremesFirst()).containsExactly(1);
    assertThat(BatchSizes.upTo(10).ascending()).containsExactly(1, 4, 10);
  }
}
