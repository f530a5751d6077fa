// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** The arguments as JMH understands them. */
class StepsCommandTest {

  private static CommandLineOptions options(String... given) throws Exception {
    List<String> arguments = StepsCommand.arguments(List.of(given), "bench.xml");
    return new CommandLineOptions(arguments.toArray(String[]::new));
  }

  @Test
  void oneForkLogsAsThisProcessDoes() throws Exception {
    CommandLineOptions options = options("-foe", "true", "Decode");

    assertThat(options.getForkCount().get()).isEqualTo(1);
    assertThat(options.getIncludes()).containsExactly("Decode");
    assertThat(options.getJvmArgsAppend().get())
        .containsExactly("-Dlogback.configurationFile=bench.xml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f 3", "-f3", "-f=3", "--f 3"})
  void numberOfForksCanBeGiven(String forks) throws Exception {
    assertThat(options(forks.split(" ", -1)).getForkCount().get()).isEqualTo(3);
  }

  @Test
  void optionsOfTheJvmCanBeGiven() throws Exception {
    assertThat(options("-jvmArgsAppend", "-Xmx1g -Xint").getJvmArgsAppend().get())
        .containsExactly("-Dlogback.configurationFile=bench.xml", "-Xmx1g", "-Xint");
  }
}
