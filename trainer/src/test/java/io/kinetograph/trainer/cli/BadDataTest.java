// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.Recordings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say to data that are none: one sentence, and nothing is left behind. */
class BadDataTest {

  private static final SegmentId DAMAGED = new SegmentId(2, 1, 2);
  private static final String NAME = "data/a02/p1/s02.txt";

  @TempDir private Path folder = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void record() throws IOException {
    data = new Recordings(2, 1, 2).folder(folder.resolve("recorded"));
  }

  @Test
  void refusesAnInvalidSegmentFile() throws IOException {
    String text = Recordings.text(DAMAGED);
    String name = data + ": " + NAME;
    String first = text.substring(0, text.indexOf('\n') + 1);
    String rest = text.substring(first.length());

    assertRefused(rest, name + " ends after 124 of 125 lines");
    assertRefused(first + text, name + ", line 126: the file is longer than 125 lines");
    assertRefused("", name + " ends after 0 of 125 lines");
    assertRefused(
        "x" + text,
        name
            + ", line 1, column 1: 'x"
            + first.substring(0, first.indexOf(','))
            + "' is not a finite number");
    assertRefused(
        "NaN" + first.substring(first.indexOf(',')) + rest,
        name + ", line 1, column 1: 'NaN' is not a finite number");
    assertRefused(
        first.substring(first.indexOf(',') + 1) + rest,
        name + ", line 1, column 44: the line ends after 44 of 45 columns");
    assertRefused(
        "1," + first + rest, name + ", line 1, column 46: the line has more than 45 columns");
  }

  @Test
  void refusesAFileThatIsNotAZip() throws IOException {
    data = folder.resolve("data.zip");
    assertRefused(data + ": no such file or folder");
    byte[] zip = Files.readAllBytes(new Recordings(2, 1, 2).zip(data));
    Files.write(data, Arrays.copyOf(zip, zip.length / 2));
    assertRefused(
        data + " is neither a folder nor a zip, or is truncated (zip END header not found)");
    Files.write(data, new byte[0]);
    assertRefused(data + " is empty");
    new Recordings(0, 0, 0).zip(data);
    assertRefused(data + " contains no segments: no file is named like data/a01/p1/s01.txt");
  }

  @Test
  void showsEscapeSequencesInsteadOfSendingThemToTheTerminal() throws IOException {
    String text = Recordings.text(DAMAGED);
    String number = text.substring(0, text.indexOf(','));

    assertRefused(
        "\u001b[2J" + text,
        "%s: %s, line 1, column 1: '\\u001b[2J%s' is not a finite number"
            .formatted(data, NAME, number));
  }

  @Test
  void refusesAFileInPlaceOfTheRunFolder() throws IOException {
    Path run = Files.writeString(folder.resolve("run"), "in the way");

    assertSays(
        run + " is a file, not a folder",
        "train",
        "--data",
        data.toString(),
        "--run",
        run.toString());

    assertThat(run).hasContent("in the way");
  }

  private void assertRefused(String text, String sentence) throws IOException {
    Files.writeString(data.resolve(NAME), text);
    assertRefused(sentence);
  }

  private void assertRefused(String sentence) throws IOException {
    String run = folder.resolve("run").toString();
    assertSays(sentence, "train", "--data", data.toString(), "--run", run);
    assertSays(
        sentence,
        "cross-validate",
        "--protocol",
        "random",
        "--data",
        data.toString(),
        "--run",
        run);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isSubsetOf(folder.resolve("recorded"), data);
    }
  }

  private static void assertSays(String sentence, String... arguments) {
    StringWriter err = new StringWriter();
    int code =
        TrainerCommand.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(err.toString().strip()).isEqualTo(sentence);
    assertThat(code).isEqualTo(1);
  }
}
