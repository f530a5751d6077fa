// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectNumbersTest {

  @Test
  void readsNumbersAndRanges() {
    assertThat(SubjectNumbers.parse("8, 1-3,2 - 4")).containsExactly(1, 2, 3, 4, 8);
  }

  @Test
  void namesWhatIsInvalid() {
    Map<String, String> messages =
        Map.of(
            "0", "subjects '0' are not within 1 to 8",
            "7-9", "subjects '7-9' are not within 1 to 8",
            "1,999", "subjects '999' are not within 1 to 8",
            "1,3-1", "subjects '3-1' are reversed: write 1-3",
            "1,all", "subjects '1,all' are not numbers or ranges such as 1-6,8",
            "1,", "subjects '1,' are not numbers or ranges such as 1-6,8",
            "-1", "subjects '-1' are not numbers or ranges such as 1-6,8");
    messages.forEach(
        (text, message) ->
            assertThatThrownBy(() -> SubjectNumbers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message));
  }
}
