// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--unknown",
        "--wearers=0",
        "--wearers=100001",
        "--rate=9",
        "--rate=1001",
        "--samples-per-reading=0",
        "--samples-per-reading=1025",
        "--loss=1",
        "--loss=NaN",
        "--duplicates=2",
        "--delay=soon",
        "--jitter=1",
        "--report=0s",
        "--missing-units=1",
        "--clock-skew=late",
        "--clock-skew=25h",
        "--clock-drift=-1",
        "--subjects=1",
        "--bout=9s",
        "--bout=25h",
        "--topic=",
        "--topic=..",
        "--topic=my topic",
        "--kafka-config=no-file.properties"
      })
  void invalidOptionsAreRejected(String option) {
    assertThat(execute("--bootstrap-servers=localhost:1", option)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--wearers=2", "--bout=20s", "--varied"})
  void someOptionsAreForSimulatedWearersOnly(String option) {
    assertThat(execute("--bootstrap-servers=localhost:1", "--replay=data", option)).isEqualTo(2);
  }

  @Test
  void anErrorNamesTheOptionAndItsValue() {
    assertThat(errors("--bootstrap-servers=localhost:1", "--topic=.", "--loss=0"))
        .startsWith(
            "--topic '.' is not a topic's name: 1 to 249 letters, digits, '.', '_' and '-'");
    assertThat(errors("--bootstrap-servers=localhost:1", "--missing-units=1"))
        .startsWith("--missing-units 1.0 is not at least 0 and below 1");
    assertThat(errors("--bootstrap-servers=localhost:1", "--clock-skew=999999999h"))
        .contains("'999999999h' is longer than 1000 days");
    assertThat(errors("--bootstrap-servers=localhost:1", "--clock-skew=25h"))
        .startsWith("--clock-skew 90000000 ms is not in the range from 0s to 24h");
    assertThat(errors("--bootstrap-servers=localhost:1", "--bout=25h"))
        .startsWith("--bout 90000000 ms is not in the range from 10s to 24h");
  }

  @Test
  void addressOfTheBrokerIsRequired() {
    assertThat(execute()).isEqualTo(2);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsWaitedForAloudAndNamed() {
    assertThat(
            errors(
                    "--bootstrap-servers=127.0.0.1:1",
                    "--kafka=request.timeout.ms=3000",
                    "--kafka=default.api.timeout.ms=3000")
                .lines())
        .contains(
            "waiting up to 3 s (--kafka default.api.timeout.ms) for the brokers 127.0.0.1:1"
                + " (--bootstrap-servers)",
            "the brokers 127.0.0.1:1 (--bootstrap-servers) cannot be used: 127.0.0.1:1:"
                + " Connection refused; start the broker, or correct the address");
  }

  /** What a command that fails writes to the standard error. */
  private static String errors(String... args) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      assertThat(execute(args)).isPositive();
    } finally {
      System.setErr(before);
    }
    return errors.toString(StandardCharsets.UTF_8);
  }

  private static int execute(String... args) {
    return SimulateCommand.execute(new CountDownLatch(1), args);
  }
}
