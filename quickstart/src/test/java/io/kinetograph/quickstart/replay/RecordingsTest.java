package io.kinetograph.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.quickstart.publish.TrueSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void takesASubjectThroughTheirActivitiesInOrder() throws Exception {
    write("a02/p3/s01.txt", lines());
    write("a01/p3/s10.txt", lines());
    write("a01/p3/s09.txt", lines());
    write("a01/p4/s01.txt", lines());
    write("readme.txt", List.of("not a recording"));

    try (Recordings recordings = Recordings.open(folder)) {
      assertThat(recordings.subjects()).containsExactly(3, 4);
      ReplayedWearer wearer = recordings.wearer(3);
      assertThat(wearer.wearer()).isEqualTo("subject-3");
      assertThat(wearer.segments()).isEqualTo(3);
      assertThat(rest(wearer)).containsExactly("sitting 9", "sitting 10", "standing 1");
    }
  }

  @Test
  void readsAZipAsItReadsAFolder() throws Exception {
    Path zip = folder.resolve("recordings.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("data/a19/p1/s01.txt"));
      out.write(String.join("\r\n", lines()).getBytes(StandardCharsets.US_ASCII));
    }

    try (Recordings recordings = Recordings.open(zip)) {
      assertThat(rest(recordings.wearer(1))).containsExactly("playing-basketball 1");
    }
  }

  @Test
  void takesTheAccelerationsOfEachUnit() throws Exception {
    write("a01/p1/s01.txt", lines());

    float[] values = file("a01/p1/s01.txt").read();

    // Column c of line l holds 100 c + l: row 3 is the right arm's x, in column 9.
    assertThat(values[0]).isEqualTo(0f);
    assertThat(values[124]).isEqualTo(124f);
    assertThat(values[3 * 125]).isEqualTo(900f);
    assertThat(values[14 * 125 + 7]).isEqualTo(3807f);
  }

  @Test
  void namesFileAndLineOfWhatIsMalformed() throws Exception {
    assertMalformed(lines().subList(0, 124), "s01.txt has 124 lines, not 125");
    List<String> more = new ArrayList<>(lines());
    more.add("0");
    assertMalformed(more, "s01.txt has more than 125 lines");
    assertMalformed(withLine(3, "1,2,3"), "s01.txt, line 3 has 3 columns, not 45");
    assertMalformed(
        withLine(125, String.join(",", Collections.nCopies(46, "1"))),
        "s01.txt, line 125 has 46 columns, not 45");
    assertMalformed(
        withLine(7, lines().get(6).replace("3706", "x")),
        "s01.txt, line 7, column 38: 'x' is not a finite number");
    assertMalformed(
        withLine(1, lines().get(0).replaceFirst("0", "NaN")),
        "s01.txt, line 1, column 1: 'NaN' is not a finite number");
  }

  @Test
  void saysThatThereIsNothingToReplay() throws Exception {
    assertThatThrownBy(() -> Recordings.open(folder))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageContaining("holds no recordings");
    assertThatThrownBy(() -> Recordings.open(folder.resolve("gone.zip")))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageStartingWith("there is no file or folder ");
    write("some.zip", List.of("text"));
    assertThatThrownBy(() -> Recordings.open(folder.resolve("some.zip")))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageContaining("is neither a folder nor a zip");
    write("some.txt", List.of("text"));
    assertThatThrownBy(() -> Recordings.open(folder.resolve("some.txt")))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageContaining("is neither a folder nor a zip");
  }

  @Test
  void refusesWhatTheDataSetDoesNotHave() throws Exception {
    write("a01/p1/s01.txt", lines());
    try (Recordings recordings = Recordings.open(folder)) {
      assertThatThrownBy(() -> recordings.wearer(2))
          .isInstanceOf(InvalidRecordingException.class)
          .hasMessageEndingWith("has no subject 2, only [1]");
    }
    write("copy/a01/p1/s1.txt", lines());
    assertThatThrownBy(() -> Recordings.open(folder))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageEndingWith("are the same segment");
    Files.delete(folder.resolve("copy/a01/p1/s1.txt"));
    write("a20/p1/s01.txt", lines());
    assertThatThrownBy(() -> Recordings.open(folder))
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageEndingWith("there is no activity 20");
  }

  private void assertMalformed(List<String> lines, String message) throws IOException {
    write("a01/p1/s01.txt", lines);
    SegmentFile file = file("a01/p1/s01.txt");
    assertThatThrownBy(file::read)
        .isInstanceOf(InvalidRecordingException.class)
        .hasMessageEndingWith(message);
  }

  private SegmentFile file(String name) {
    SegmentFile file = SegmentFile.at(folder.resolve(name));
    assertThat(file).isNotNull();
    return file;
  }

  private void write(String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static List<String> rest(ReplayedWearer wearer) throws IOException {
    List<String> rest = new ArrayList<>();
    for (TrueSegment segment = wearer.next(); segment != null; segment = wearer.next()) {
      rest.add(segment.truth() + " " + segment.number());
    }
    return rest;
  }

  private static List<String> withLine(int number, String text) {
    List<String> lines = new ArrayList<>(lines());
    lines.set(number - 1, text);
    return lines;
  }

  private static List<String> lines() {
    return IntStream.range(0, 125)
        .mapToObj(
            line ->
                IntStream.range(0, 45)
                    .mapToObj(column -> Integer.toString(100 * column + line))
                    .collect(Collectors.joining(",")))
        .toList();
  }
}
