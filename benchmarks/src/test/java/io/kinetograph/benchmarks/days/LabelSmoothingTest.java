// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSmoothingTest {

  @ParameterizedTest
  @CsvSource({
    "NONE, a b a a, a b a a",
    "TWO_IN_A_ROW, a b a a, a a a a",
    "TWO_IN_A_ROW, a b b c, a b b b",
    "TWO_IN_A_ROW, a b c c, a a c c",
    "MAJORITY_OF_FIVE, a b a a, a a a a",
    "MAJORITY_OF_FIVE, a a b b b, a a b b b",
    "MAJORITY_OF_FIVE, a a b b a a, a a a a a a"
  })
  void smooths(LabelSmoothing smoothing, String groups, String smoothed) {
    assertThat(smoothing.smooth(Arrays.asList(groups.split(" "))))
        .isEqualTo(List.of(smoothed.split(" ")));
  }
}
