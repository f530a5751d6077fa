// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogitsTest {

  @Test
  void probabilitiesAreTheExponentialsOverTheirSum() {
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(-3);
    assertThat(Logits.softmax(new float[] {1, 2, -3}))
        .containsExactly(
            new double[] {Math.exp(1) / sum, Math.exp(2) / sum, Math.exp(-3) / sum}, within(1e-15));
    assertThat(Logits.crossEntropy(new float[] {1, 2, -3}, 2))
        .isCloseTo(Math.log(sum) + 3, within(1e-15));
  }

  @Test
  void theTemperatureDividesTheLogits() {
    assertThat(Logits.softmax(new float[] {1, 2, -3}, 2))
        .containsExactly(Logits.softmax(new float[] {0.5f, 1, -1.5f}), within(1e-15));
    assertThat(Logits.softmax(new float[] {3e38f, 3e38f, -3e38f}, 1e-300))
        .containsExactly(0.5, 0.5, 0);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    double[] probabilities = Logits.softmax(new float[] {3e38f, 3e38f, -3e38f});
    assertThat(probabilities).containsExactly(0.5, 0.5, 0);
    assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1);
    assertThat(Logits.crossEntropy(new float[] {1000, 1000}, 1))
        .isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void logitsThatAreNotFiniteSayNothing() {
    for (float each : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (float[] logits : new float[][] {{each, 2, 1, 0}, {2, 1, 0, each}}) {
        assertThat(Logits.areFinite(logits)).isFalse();
        assertThat(Logits.softmax(logits, 2)).containsExactly(0.25, 0.25, 0.25, 0.25);
      }
    }
    assertThat(Logits.areFinite(new float[] {3e38f, -3e38f})).isTrue();
  }

  @Test
  void theEnergyIsTheLogarithmOfTheSumOfExponentials() {
    assertThat(Logits.energy(new float[] {1, 2, -3}))
        .isCloseTo(Math.log(Math.exp(1) + Math.exp(2) + Math.exp(-3)), within(1e-15));
    assertThat(Logits.energy(new float[] {7})).isEqualTo(7);
    assertThat(Logits.energy(new float[] {1000, 1000}))
        .isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(Logits.energy(new float[] {3e38f, -3e38f})).isEqualTo(3e38f);
  }

  @Test
  void theFirstOfSeveralLargestLogitsCounts() {
    assertThat(Logits.argMax(new float[] {1, 3, 3, 2})).isEqualTo(1);
    assertThat(Logits.argMax(new float[] {-1})).isZero();
  }

  @Test
  void parityCountsNamesAndTheLargestDifference() {
    ParityCheck check =
        ParityCheck.of(new float[][] {{1, 2}, {1, 2}}, new float[][] {{1.5f, 2}, {3, 2}});
    assertThat(check).isEqualTo(new ParityCheck(2, 2, 1));
    assertThat(check.differentShare()).isEqualTo(0.5);
    assertThat(ParityCheck.of(new float[][] {{1, 2}}, new float[][] {{1, Float.NaN}}))
        .extracting(ParityCheck::largestDifference)
        .isEqualTo(Float.NaN);
  }
}
