// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActivityGroupsTest {

  @Test
  void everyActivityHasAGroup() {
    assertThat(ActivityLabels.all().stream().map(ActivityGroups::of))
        .containsExactly(
            "sitting",
            "standing",
            "lying",
            "lying",
            "stairs",
            "stairs",
            "standing",
            "standing",
            "walking",
            "walking",
            "walking",
            "running",
            "machine-exercise",
            "machine-exercise",
            "cycling",
            "cycling",
            "rowing",
            "jumping",
            "sport");
  }

  @Test
  void anUnknownLabelIsItsOwnGroup() {
    assertThat(ActivityGroups.of("flying")).isEqualTo("flying");
  }
}
