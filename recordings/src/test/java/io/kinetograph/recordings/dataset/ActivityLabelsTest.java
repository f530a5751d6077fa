// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActivityLabelsTest {

  @Test
  void hasADifferentLabelForEveryActivity() {
    assertThat(ActivityLabels.all())
        .hasSize(ActivityLabels.COUNT)
        .doesNotHaveDuplicates()
        .allMatch(label -> label.matches("[a-z]+(-[a-z]+)*"));
    assertThat(ActivityLabels.of(12)).isEqualTo("running-treadmill");
  }

  @Test
  void numbersTheLabelsAsTheDataSetDoes() {
    for (int activity = 1; activity <= ActivityLabels.COUNT; activity++) {
      assertThat(ActivityLabels.number(ActivityLabels.of(activity))).isEqualTo(activity);
    }
    assertThat(ActivityLabels.number("flying")).isEqualTo(0);
  }
}
