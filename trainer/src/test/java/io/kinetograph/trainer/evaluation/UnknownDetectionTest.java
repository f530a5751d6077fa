// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class UnknownDetectionTest {

  @Example
  void theAreaIsTheShareOfPairsInTheRightOrder() {
    assertThat(UnknownDetection.auroc(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(1);
    assertThat(UnknownDetection.auroc(new double[] {1, 2}, new double[] {3, 4})).isZero();
    assertThat(UnknownDetection.auroc(new double[] {1, 3}, new double[] {2})).isEqualTo(0.5);
    assertThat(UnknownDetection.auroc(new double[] {2, 2}, new double[] {2})).isEqualTo(0.5);
    assertThat(UnknownDetection.auroc(new double[] {1, 2}, new double[] {1})).isEqualTo(0.75);
  }

  /** Few different numbers, so that there are ties. */
  @Property(tries = 200)
  void theAreaCountsEveryPairAndATieHalf(
      @ForAll @Size(min = 1, max = 20) int @IntRange(min = -5, max = 5) [] known,
      @ForAll @Size(min = 1, max = 20) int @IntRange(min = -5, max = 5) [] unknown) {
    double right = 0;
    for (int k : known) {
      for (int u : unknown) {
        right += k > u ? 1 : k == u ? 0.5 : 0;
      }
    }

    assertThat(UnknownDetection.auroc(doubles(known), doubles(unknown)))
        .isCloseTo(right / known.length / unknown.length, within(1e-12));
    assertThat(UnknownDetection.auroc(doubles(unknown), doubles(known)))
        .isCloseTo(1 - right / known.length / unknown.length, within(1e-12));
  }

  @Property(tries = 500)
  void theThresholdIsTheLargestThatKeepsTheShare(
      @ForAll @Size(min = 1, max = 120) int @IntRange(min = -40, max = 40) [] known,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share) {
    double[] energies = doubles(known);

    double threshold = UnknownDetection.threshold(energies, share);

    assertThat(UnknownDetection.unknownShare(energies, threshold)).isLessThanOrEqualTo(share);
    assertThat(UnknownDetection.unknownShare(energies, Math.nextUp(threshold)))
        .isGreaterThan(share);
  }

  @Example
  void aShareThatIsAWholeNumberOfSegmentsIsUsedUp() {
    double[] energies = new double[100];
    Arrays.setAll(energies, i -> (i * 37) % 100);

    for (int segments = 0; segments < 100; segments++) {
      assertThat(UnknownDetection.threshold(energies, segments / 100.0)).isEqualTo(segments);
    }
    assertThat(energies).as("not sorted").startsWith(0, 37, 74);
  }

  private static double[] doubles(int[] numbers) {
    return Arrays.stream(numbers).asDoubleStream().toArray();
  }
}
