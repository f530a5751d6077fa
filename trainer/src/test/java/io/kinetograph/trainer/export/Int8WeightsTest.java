// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class Int8WeightsTest {

  @Test
  void everyOutputChannelHasItsOwnScale() {
    float[] kernel = {0.5f, -1.27f, 127, 12.7f};

    Int8Weights weights = Int8Weights.of(kernel, new float[] {1, -2}, 0.5f);

    assertThat(weights.scales()).containsExactly(new float[] {0.01f, 1}, within(1e-7f));
    assertThat(weights.kernel()).containsExactly(50, -127, 127, 13);
    assertThat(weights.biasScales()).containsExactly(new float[] {0.005f, 0.5f}, within(1e-7f));
    assertThat(weights.bias()).containsExactly(200, -4);
  }

  @Property
  void dequantizedWeightsDifferByAtMostHalfAStep(
      @ForAll long seed,
      @ForAll @DoubleRange(min = -8, max = 4) double exponent,
      @ForAll @DoubleRange(min = -6, max = 2) double inputExponent) {
    Random random = new Random(seed);
    float[] kernel = new float[4 * 18];
    float[] bias = new float[4];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (Math.pow(10, exponent) * random.nextGaussian());
    }
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    float inputScale = (float) Math.pow(10, inputExponent);

    Int8Weights weights = Int8Weights.of(kernel, bias, inputScale);

    for (int i = 0; i < kernel.length; i++) {
      float scale = weights.scales()[i / 18];
      assertThat(weights.kernel()[i] * (double) scale)
          .isEqualTo(kernel[i], within(0.5001 * (double) scale));
    }
    for (int i = 0; i < bias.length; i++) {
      double step = weights.biasScales()[i];
      assertThat(step).isPositive();
      assertThat(weights.bias()[i] * step)
          .isEqualTo(bias[i], within(0.5001 * step + 1e-6 * Math.abs(bias[i])));
    }
  }

  @Test
  void channelsWithoutAKernelKeepTheirBias() {
    Int8Weights weights =
        Int8Weights.of(new float[] {0, 0, 1e-30f, 0, 0, 0}, new float[] {3, -2, 0}, 1e-3f);

    assertThat(weights.scales()[0]).isPositive();
    assertThat(weights.scales()[2]).isPositive();
    assertThat(weights.kernel()).containsOnly(0);
    assertThat(weights.bias()[0] * weights.biasScales()[0]).isEqualTo(3, within(1e-5f));
    assertThat(weights.bias()[1] * weights.biasScales()[1]).isEqualTo(-2, within(1e-5f));
    assertThat(weights.bias()[2]).isZero();
  }
}
