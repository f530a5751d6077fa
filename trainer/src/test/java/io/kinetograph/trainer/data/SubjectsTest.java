// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubjectsTest {

  @Test
  void readsNumbersAndRanges() {
    assertThat(Subjects.parse("1-3, 8").numbers()).containsExactly(1, 2, 3, 8);
  }

  @Test
  void leavesOthersOut() {
    assertThat(Subjects.parse("1-4").without(Subjects.parse("2,4"))).hasToString("subjects 1,3");
  }

  @Test
  void findsTheSubjectsOfEverySummaryInAText() {
    assertThat(
            Subjects.inSummary(
                    "UCI, 9 segments of 3 activities by subjects 2,8 (a part), after 4 segments of 2"
                        + " activities by subject 1 (a part); ResNet34")
                .numbers())
        .containsExactly(1, 2, 8);
    assertThat(Subjects.inSummary("recordings of 9 wearers").numbers()).isEmpty();
    assertThat(Subjects.inSummary("4 segments of 2 activities by subject 57").numbers()).isEmpty();
  }

  @Test
  void refusesInvalidSubjects() {
    assertThatThrownBy(() -> Subjects.parse("9")).hasMessageContaining("'9'");
    assertThatThrownBy(() -> Subjects.parse("0")).hasMessageContaining("0");
    assertThatThrownBy(() -> Subjects.parse("3-1")).hasMessageContaining("'3-1'");
    assertThatThrownBy(() -> Subjects.parse("one")).hasMessageContaining("'one'");
  }
}
