// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

  private static final String VARIABLE = "KINETOGRAPH_LOG_FORMAT";

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void formatsAreKnown(String name) {
    assertThat(LogFormat.error(Map.of(VARIABLE, name))).isEmpty();
  }

  @Test
  void noFormatIsText() {
    assertThat(LogFormat.error(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "JSON", "xml"})
  void anyOtherFormatIsNamed(String name) {
    assertThat(LogFormat.error(Map.of(VARIABLE, name)))
        .hasValue(
            "environment: KINETOGRAPH_LOG_FORMAT is '" + name + "', but must be text or json");
  }
}
