// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.recording.SyntheticRecordings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCommandTest {

  @TempDir private Path folder = Path.of("");

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void captureErrors() {
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void releaseErrors() {
    System.setErr(before);
  }

  @Test
  void rejectsInvalidOptionsAndCombinations() {
    assertThat(execute("--unknown")).isEqualTo(2);
    assertThat(execute("--duration=soon")).isEqualTo(2);
    assertThat(execute("--subjects=1")).isEqualTo(2);
    assertThat(execute("--speed=max")).isEqualTo(2);
    assertThat(execute("--predictions=p.csv")).isEqualTo(2);
    assertThat(execute("--replay=" + folder, "--wearers=3")).isEqualTo(2);
    assertThat(execute("--replay=" + folder, "--speed=-1")).isEqualTo(2);
    assertThat(execute("--replay=" + folder, "--bout=20s")).isEqualTo(2);
    assertThat(execute("--wearers=0")).isEqualTo(2);
    errors();
    assertThat(execute("--bout=9s")).isEqualTo(2);
    assertThat(errors()).startsWith("--bout 9000 ms is not in the range from 10s to 24h");
    assertThat(execute("--bout=25h")).isEqualTo(2);
    assertThat(errors()).startsWith("--bout 90000000 ms is not in the range from 10s to 24h");
    assertThat(execute("--bout=2d")).isEqualTo(2);
    assertThat(errors()).startsWith("--bout 172800000 ms is not in the range from 10s to 24h");
    assertThat(execute("--wearers=1001")).isEqualTo(2);
    assertThat(errors()).startsWith("--wearers 1001 is not between 1 and 1000");
    assertThat(execute("--duration=24001h")).isEqualTo(2);
    assertThat(errors()).contains("'24001h' is longer than 1000 days");
    assertThat(execute("--port=70000")).isEqualTo(2);
  }

  @Test
  void rejectsUnknownSettingsBeforeItStartsAnything() throws Exception {
    new SyntheticRecordings(1, 1, 1).writeFolder(folder);

    assertThat(execute("--replay=" + folder, "--set=segment.gracy=1s")).isEqualTo(2);
    assertThat(folder.resolve("quickstart/broker")).doesNotExist();
  }

  @Test
  void aRunThatDoesNotStartLeavesEarlierPredictions() throws Exception {
    new SyntheticRecordings(1, 1, 1).writeFolder(folder);
    Path predictions = Files.writeString(folder.resolve("predictions.csv"), "of a long run");
    String[] options = {"--replay=" + folder, "--predictions=" + predictions};

    assertThat(execute(options[0], options[1], "--set=segment.gracy=1s")).isEqualTo(2);
    assertThat(predictions).hasContent("of a long run");

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "--port=" + taken.getLocalPort();
      errors();
      assertThat(execute(options[0], options[1], port)).isEqualTo(1);
    }
    assertThat(errors()).contains("is taken; choose another with --port");
    assertThat(predictions).hasContent("of a long run");
  }

  @Test
  void rejectsSegmentsThatOverlap() {
    assertThat(execute("--set=segment.hop=1s")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            ("setting segment.hop is '1s', but the quickstart compares labels with segments that"
                    + " start every 5 s: leave it out%n")
                .formatted());
  }

  @Test
  void rejectsSettingsThatItSetsItself() {
    for (String key : List.of("kafka.bootstrap.servers", "kafka.application.id")) {
      assertThat(execute("--set=" + key + "=foo:99")).isEqualTo(2);
      assertThat(errors())
          .isEqualTo(
              "setting %s is 'foo:99', but the quickstart sets it itself: leave it out%n"
                  .formatted(key));
    }
  }

  @Test
  void reportsAnInvalidOptionWithoutTheWholeHelp() {
    assertThat(execute("--set=foo")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "Value for option '--set' (KEY=VALUE) should be in KEY=VALUE format but was foo%n"
                    .formatted()
                + "See 'kinetograph quickstart --help'.%n".formatted());
  }

  @Test
  void takesRangesOfSubjects() throws Exception {
    new SyntheticRecordings(1, 1, 1).writeFolder(folder);

    assertThat(execute("--replay=" + folder, "--subjects=1-3")).isEqualTo(1);
    assertThat(errors()).contains("has no subject 2, only [1]");
    assertThat(execute("--replay=" + folder, "--subjects=3-1")).isEqualTo(2);
    assertThat(errors()).contains("subjects '3-1' are reversed: write 1-3");
    assertThat(execute("--replay=" + folder, "--subjects=1,all")).isEqualTo(2);
    assertThat(errors()).contains("subjects '1,all' are not numbers or ranges such as 1-6,8");
    for (String none : List.of("0", "9", "1-999")) {
      assertThat(execute("--replay=" + folder, "--subjects=" + none)).isEqualTo(2);
      assertThat(errors()).contains("subjects '" + none + "' are not within 1 to 8");
    }
  }

  @Test
  void failsWithoutRecordingsAndOnAFolderInUse() throws Exception {
    Path gone = folder.resolve("gone.zip");
    assertThat(execute("--replay=" + gone)).isEqualTo(1);
    assertThat(errors()).isEqualTo("%s: no such file or folder%n".formatted(gone));

    new SyntheticRecordings(1, 1, 1).writeFolder(folder);
    Path inUse = folder.resolve("quickstart");
    try (DataFolder taken = DataFolder.open(inUse, QuickstartCommandTest::note)) {
      assertThat(execute("--replay=" + folder)).isEqualTo(1);
      assertThat(errors())
          .startsWith(
              "another quickstart uses the folder %s; choose another with --data-dir"
                  .formatted(inUse));
      assertThat(taken.broker()).doesNotExist();
    }
  }

  @Test
  void deletesATemporaryFolderAndKeepsTheLogOfAFailedRun() throws Exception {
    Path temporary;
    try (DataFolder data = DataFolder.open(null, QuickstartCommandTest::note)) {
      temporary = requireNonNull(data.log().getParent());
      Files.createDirectories(data.broker());
      Files.createDirectories(data.state());
      Files.writeString(data.log(), "log");
    }
    assertThat(temporary).doesNotExist();

    try (DataFolder data = DataFolder.open(null, QuickstartCommandTest::note)) {
      temporary = requireNonNull(data.log().getParent());
      Files.createDirectories(data.broker());
      Files.writeString(data.log(), "log");
      data.keepLog();
    }
    assertThat(temporary).isDirectoryContaining("glob:**/quickstart.log");
    assertThat(temporary.resolve("broker")).doesNotExist();
    Files.delete(temporary.resolve("quickstart.log"));
    Files.delete(temporary);
  }

  @Test
  void keepsAChosenFolderButNotTheAppsState() throws Exception {
    Path state;
    try (DataFolder data = DataFolder.open(folder.resolve("kept"), QuickstartCommandTest::note)) {
      state = data.state();
      Files.createDirectories(data.broker());
      Files.createDirectories(state);
    }

    assertThat(folder.resolve("kept/broker")).isDirectory();
    assertThat(state.getParent()).doesNotExist();
  }

  private static void note(String text) {
    System.err.println(text);
  }

  @Test
  void aFolderThatCannotBeDeletedIsANoteAndNoError() throws Exception {
    Path temporary;
    try (DataFolder data =
        DataFolder.open(
            null,
            QuickstartCommandTest::note,
            folder -> {
              throw new IOException("in use");
            })) {
      temporary = requireNonNull(data.log().getParent());
    }

    assertThat(errors())
        .isEqualTo(
            "cannot delete %s, so delete this folder yourself: java.io.IOException: in use%n"
                .formatted(temporary));
    Files.delete(temporary);
  }

  private String errors() {
    String text = errors.toString(StandardCharsets.UTF_8);
    errors.reset();
    return text;
  }

  private int execute(String... options) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--data-dir=" + folder.resolve("quickstart");
    return QuickstartCommand.execute(all);
  }
}
