// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees who watches simulated wearers for a while. */
class SimulatedWearersIT {

  private static final Pattern CHANGES =
      Pattern.compile(
          "  changes   (\\d+) of (\\d+) found by episodes within 10 s \\(not-worn within 30 s\\),"
              + " (\\d+) false");

  private static final Pattern ACCURACY = Pattern.compile("  accuracy  ([0-9.]+)% ");

  @Test
  void transitionsUnknownAndNotWornAreSeen(@TempDir Path folder) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int exitCode;
    try {
      exitCode =
          QuickstartCommand.execute(
              "--wearers=8",
              "--bout=20s",
              "--duration=110s",
              "--plain",
              "--no-dashboard",
              "--set=http.port=0",
              "--data-dir=" + folder.resolve("data"));
    } finally {
      System.setOut(before);
    }
    String output = printed.toString(StandardCharsets.UTF_8);

    assertThat(exitCode).as(output).isZero();
    assertThat(output).containsPattern("unknown +-  right");
    assertThat(output).containsPattern("not-worn +-  right");
    assertThat(output).containsPattern("not scored, changes to ");
    assertThat(output).containsPattern("episode of \\S+ began");
    assertThat(output).contains("episode of unknown began", "episode of not-worn began");
    Matcher accuracy = ACCURACY.matcher(output);
    assertThat(accuracy.find()).as(output).isTrue();
    assertThat(Double.parseDouble(accuracy.group(1))).as(output).isGreaterThan(85);
    Matcher changes = CHANGES.matcher(output);
    assertThat(changes.find()).as(output).isTrue();
    int all = Integer.parseInt(changes.group(2));
    assertThat(all).as(output).isGreaterThan(8);
    assertThat(Integer.parseInt(changes.group(1))).as(output).isGreaterThanOrEqualTo(all * 8 / 10);
    assertThat(Integer.parseInt(changes.group(3))).as(output).isLessThanOrEqualTo(all / 4);
  }
}
