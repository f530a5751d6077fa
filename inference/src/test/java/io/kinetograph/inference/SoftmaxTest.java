package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SoftmaxTest {

  @Test
  void probabilitiesAreTheExponentialsOverTheirSum() {
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(-3);
    assertThat(Softmax.of(new float[] {1, 2, -3}))
        .containsExactly(
            new double[] {Math.exp(1) / sum, Math.exp(2) / sum, Math.exp(-3) / sum}, within(1e-15));
    assertThat(Softmax.logSumExp(new float[] {1, 2, -3})).isCloseTo(Math.log(sum), within(1e-15));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    double[] probabilities = Softmax.of(new float[] {3e38f, 3e38f, -3e38f});
    assertThat(probabilities).containsExactly(0.5, 0.5, 0);
    assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1);
    assertThat(Softmax.logSumExp(new float[] {1000, 1000}))
        .isCloseTo(1000 + Math.log(2), within(1e-12));
  }
}
