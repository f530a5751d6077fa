package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

class RangeRuleTest {

  @Property(tries = 200)
  void leastSquaresAreNeverWorseThanTheExtremes(@ForAll("tensors") float[] tensor) {
    Histogram histogram = histogram(tensor);

    assertThat(RangeRule.MSE.fit(histogram).squaredError(histogram))
        .isLessThanOrEqualTo(RangeRule.MINMAX.fit(histogram).squaredError(histogram));
  }

  @Property(tries = 200)
  void percentilesLieWithinTheExtremes(@ForAll("tensors") float[] tensor) {
    Histogram histogram = histogram(tensor);
    Quantization inner = RangeRule.PERCENTILE.fit(histogram);
    Quantization outer = RangeRule.MINMAX.fit(histogram);

    assertThat(inner.scale()).isLessThanOrEqualTo(outer.scale());
    // Either end is moved by up to half a step so that zero falls on a step.
    assertThat(inner.low()).isGreaterThanOrEqualTo(outer.low() - outer.scale());
    assertThat(inner.high()).isLessThanOrEqualTo(outer.high() + outer.scale());
  }

  @Property(tries = 200)
  void extremesLoseNoMoreThanAStep(@ForAll("tensors") float[] tensor) {
    Quantization quantisation = RangeRule.MINMAX.fit(histogram(tensor));

    for (float value : tensor) {
      assertThat(quantisation.restore(value))
          .isEqualTo(value, within(1.0001 * (double) quantisation.scale()));
    }
  }

  @Property(tries = 200)
  void everyRuleKeepsZeroAndHasAStep(@ForAll("tensors") float[] tensor, @ForAll RangeRule rule) {
    Quantization quantisation = rule.fit(histogram(tensor));

    assertThat(quantisation.scale()).isPositive().isFinite();
    assertThat(quantisation.restore(0)).isZero();
  }

  @Property
  void constantTensorsComeBack(@ForAll RangeRule rule, @ForAll("numbers") float constant) {
    float[] tensor = new float[100];
    Arrays.fill(tensor, constant);

    Quantization quantisation = rule.fit(histogram(tensor));

    assertThat(quantisation.scale()).isPositive();
    assertThat(quantisation.restore(constant))
        .isEqualTo(constant, within(Math.abs(constant) * 0.003 + 1e-9));
  }

  @Test
  void leastSquaresClipWhatIsFarOut() {
    float[] tensor = new float[1_000_000];
    Random random = new Random(1);
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = (float) random.nextGaussian();
    }
    tensor[7] = 20;
    Histogram histogram = histogram(tensor);

    Quantization clipped = RangeRule.MSE.fit(histogram);

    assertThat(clipped.high()).isBetween(3.0, 15.0);
    assertThat(clipped.squaredError(histogram))
        .isLessThan(0.7 * RangeRule.MINMAX.fit(histogram).squaredError(histogram));
  }

  @Test
  void percentilesLeaveOutOneInTenThousandAtEitherEnd() {
    float[] tensor = new float[1_000_000];
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = i / 1e6f - 0.5f;
    }
    tensor[0] = -3;

    Quantization quantisation = RangeRule.PERCENTILE.fit(histogram(tensor));

    assertThat(quantisation.low()).isEqualTo(-0.5, within(0.01));
    assertThat(quantisation.high()).isEqualTo(0.5, within(0.01));
  }

  @Test
  void rectifiedTensorsStartAtZero() {
    Quantization quantisation = Quantization.between(0, 25.5);

    assertThat(quantisation).isEqualTo(new Quantization(0.1f, 0));
    assertThat(quantisation.restore(-7)).isZero();
    assertThat(quantisation.restore(99)).isEqualTo(25.5, within(1e-5));
  }

  @Provide
  Arbitrary<float[]> tensors() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers().between(1, 3000),
            Arbitraries.doubles().between(-6, 6),
            Arbitraries.doubles().between(-20, 20),
            Arbitraries.of(true, false))
        .as(RangeRuleTest::tensor);
  }

  @Provide
  Arbitrary<Float> numbers() {
    return Arbitraries.floats().between(-1e6f, 1e6f).edgeCases(cases -> cases.add(0f, 1e-30f));
  }

  /** Normal numbers of some size and offset, some far out; rectified or not. */
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

  private static Histogram histogram(float[] tensor) {
    Extremes extremes = new Extremes();
    extremes.add(FloatBuffer.wrap(tensor));
    Histogram histogram = extremes.histogram();
    histogram.add(FloatBuffer.wrap(tensor));
    return histogram;
  }
}
