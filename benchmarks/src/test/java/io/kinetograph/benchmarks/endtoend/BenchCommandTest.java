// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is rejected before a broker starts. */
@Timeout(30)
class BenchCommandTest {

  private static String usageError(String... arguments) {
    StringWriter errors = new StringWriter();
    int exitCode = BenchCommand.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    assertThat(exitCode).isEqualTo(2);
    return errors.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "drain, --wearers=0, --wearers 0 is not in the range from 1 to 1000000",
    "drain, --segments=0, --segments 0 is not in the range from 1 to 100000000",
    "drain, --timeout=0, --timeout 0 is not in the range from 1 to 86400",
    "drain, --runs=0, --runs 0 is not in the range from 1 to 1000",
    "drain, --samples-per-record=2, --samples-per-record 2 does not divide 125",
    "drain, --guarantee=once, --guarantee once is unknown: use exactly_once_v2 or at_least_once",
    "live, --wearers=-1, --wearers -1 is not in the range from 1 to 1000000",
    "live, --warm-up=-1, --warm-up -1 is not in the range from 0 to 86400",
    "live, --seconds=0, --seconds 0 is not in the range from 1 to 86400",
    "live, --alignment=day, --alignment day is unknown: use epoch or wearer",
    "scale, --instances=0, --instances 0 is not in the range from 1 to 1000",
    "scale, --max-delay=0, --max-delay 0 is not in the range from 1 to 60000",
    "scale, --most=0, --most 0 is not in the range from 1 to 1000000",
    "scale, --most=50, --wearers 100 is not in the range from 1 to 50",
  })
  void valueOutOfRangeIsUsageError(String command, String option, String message) {
    assertThat(usageError(command, option)).contains(message);
  }

  @Test
  void eachOfSeveralNumbersIsChecked() {
    assertThat(usageError("live", "--threads=1,0")).contains("--threads 0 is not in the range");
  }

  @Test
  void peerWithoutLabelsIsRejected() {
    assertThat(usageError("live", "--against=model")).contains("model has no live labels");
  }

  @Test
  void fileOfEarlierVersionIsRejected(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("results.json");
    Files.writeString(file, "[ {\"command\" : \"drain\", \"peer\" : \"app\", \"run\" : 1} ]");

    assertThat(usageError("drain", "--json=" + file)).contains("earlier version");
    assertThat(usageError("report", file.toString())).contains("earlier version");
  }
}
