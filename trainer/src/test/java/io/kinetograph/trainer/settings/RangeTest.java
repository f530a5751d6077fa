// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,)    | 1     | true  | at least 1",
        "[1,)    | 0.99  | false | at least 1",
        "(0,)    | 0     | false | above 0",
        "(0,)    | 1e-9  | true  | above 0",
        "[0,0.5] | 0.5   | true  | from 0 to 0.5",
        "[0,0.5] | 0.51  | false | from 0 to 0.5",
        "[0,1)   | 1     | false | from 0 to below 1",
        "[0,1)   | 0     | true  | from 0 to below 1",
        "(0,8]   | 0     | false | above 0 and at most 8",
        "(0,8]   | 8     | true  | above 0 and at most 8",
        "[0,)    | NaN   | false | at least 0",
        "[0,)    | Infinity | false | at least 0"
      })
  void containsItsValues(String text, double value, boolean contained, String description) {
    Range range = new Range(text);

    assertThat(range.contains(value)).isEqualTo(contained);
    assertThat(range.describe()).isEqualTo(description);
  }
}
