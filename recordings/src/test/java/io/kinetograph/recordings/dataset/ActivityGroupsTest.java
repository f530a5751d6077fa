// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void theDocumentationListsEachActivityWithItsGroup() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "activities.md")).stream()
            .filter(line -> line.matches("\\| `.*?` \\| `.*"))
            .map(line -> line.replaceFirst("^(\\| `.*?` \\| `.*?` \\|).*", "$1"))
            .toList();

    assertThat(rows)
        .isEqualTo(
            ActivityLabels.all().stream()
                .map(label -> "| `%s` | `%s` |".formatted(label, ActivityGroups.of(label)))
                .toList());
  }

  @Test
  void anUnknownLabelIsItsOwnGroup() {
    assertThat(ActivityGroups.of("flying")).isEqualTo("flying");
  }
}
