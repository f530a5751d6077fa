// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.export.ActivationHistograms.Histogram;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MseRangeSearchTest {

  @Property(tries = 200)
  void isNeverWorseThanMinMax(@ForAll("tensors") float[] tensor) {
    Histogram histogram = histogram(tensor);

    assertThat(MseRangeSearch.fit(histogram).squaredError(histogram))
        .isLessThanOrEqualTo(minMax(histogram).squaredError(histogram));
  }

  @Property(tries = 200)
  void minMaxErrorIsAtMostAStep(@ForAll("tensors") float[] tensor) {
    Quantization quantization = minMax(histogram(tensor));

    for (float value : tensor) {
      assertThat(quantization.dequantized(value))
          .isEqualTo(value, within(1.0001 * (double) quantization.scale()));
    }
  }

  @Property(tries = 200)
  void keepsZeroExactAndHasAPositiveStep(@ForAll("tensors") float[] tensor) {
    Quantization quantization = MseRangeSearch.fit(histogram(tensor));

    assertThat(quantization.scale()).isPositive().isFinite();
    assertThat(quantization.dequantized(0)).isZero();
  }

  @Property
  void keepsConstantTensors(@ForAll("numbers") float constant) {
    float[] tensor = new float[100];
    Arrays.fill(tensor, constant);

    Quantization quantization = MseRangeSearch.fit(histogram(tensor));

    assertThat(quantization.scale()).isPositive();
    assertThat(quantization.dequantized(constant))
        .isEqualTo(constant, within(Math.abs(constant) * 0.003 + 1e-9));
  }

  @Test
  void clipsOutliers() {
    float[] tensor = new float[1_000_000];
    Random random = new Random(1);
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = (float) random.nextGaussian();
    }
    tensor[7] = 20;
    Histogram histogram = histogram(tensor);

    Quantization clipped = MseRangeSearch.fit(histogram);

    assertThat(clipped.high()).isBetween(3.0, 15.0);
    assertThat(clipped.squaredError(histogram))
        .isLessThan(0.7 * minMax(histogram).squaredError(histogram));
  }

  @Test
  void rectifiedTensorsStartAtZero() {
    Quantization quantization = Quantization.between(0, 25.5);

    assertThat(quantization).isEqualTo(new Quantization(0.1f, 0));
    assertThat(quantization.dequantized(-7)).isZero();
    assertThat(quantization.dequantized(99)).isEqualTo(25.5, within(1e-5));
  }

  @Provide
  Arbitrary<float[]> tensors() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers().between(1, 3000),
            Arbitraries.doubles().between(-6, 6),
            Arbitraries.doubles().between(-20, 20),
            Arbitraries.of(true, false))
        .as(MseRangeSearchTest::tensor);
  }

  @Provide
  Arbitrary<Float> numbers() {
    return Arbitraries.floats().between(-1e6f, 1e6f).edgeCases(cases -> cases.add(0f, 1e-30f));
  }

  /** Normally distributed values of some scale and offset, with outliers; rectified or not. */
  private static float[] tensor(
      long seed, int size, double exponent, double offset, boolean rectified) {
    Random random = new Random(seed);
    float[] tensor = new float[size];
    for (int i = 0; i < size; i++) {
      double far = random.nextInt(100) == 0 ? 20 : 1;
      double value = Math.pow(10, exponent) * (offset + far * random.nextGaussian());
      tensor[i] = (float) (rectified ? Math.max(0, value) : value);
    }
    return tensor;
  }

  private static Quantization minMax(Histogram histogram) {
    return Quantization.between(histogram.min(), histogram.max());
  }

  private static Histogram histogram(float[] tensor) {
    ActivationHistograms.Extremes extremes = new ActivationHistograms.Extremes();
    extremes.add(FloatBuffer.wrap(tensor));
    Histogram histogram = extremes.histogram();
    histogram.add(FloatBuffer.wrap(tensor));
    return histogram;
  }
}
