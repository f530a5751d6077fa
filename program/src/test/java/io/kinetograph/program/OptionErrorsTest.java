// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class OptionErrorsTest {

  private final CommandSpec command =
      CommandSpec.create()
          .addOption(OptionSpec.builder("--port").type(int.class).build())
          .addOption(OptionSpec.builder("--int8-range").build());

  OptionErrorsTest() {
    var unused = new CommandLine(command);
  }

  @ParameterizedTest
  @CsvSource({
    "port 7 is odd, --port 7 is odd",
    "int8-range: none, --int8-range: none",
    "ports 7 are odd, ports 7 are odd",
    "host ' ' is blank, host ' ' is blank",
    "Port is odd, Port is odd",
    "port, port"
  })
  void anErrorThatBeginsWithTheNameOfAnOptionNamesTheOption(String message, String shown) {
    assertThatThrownBy(
            () ->
                OptionErrors.check(
                    command,
                    () -> {
                      throw new IllegalArgumentException(message);
                    }))
        .isInstanceOf(ParameterException.class)
        .hasMessage(shown);
  }

  @Test
  void aValueWithoutErrorIsReturned() {
    assertThat(OptionErrors.<Integer>check(command, () -> 7)).isEqualTo(7);
  }
}
