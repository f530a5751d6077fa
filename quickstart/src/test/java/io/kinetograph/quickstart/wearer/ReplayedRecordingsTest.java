// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.recordings.dataset.MalformedDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayedRecordingsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void takesASubjectThroughTheirActivitiesInOrder() throws Exception {
    write("a02/p3/s01.txt", lines());
    write("a01/p3/s10.txt", lines());
    write("a01/p3/s09.txt", lines());
    write("a01/p4/s01.txt", lines());
    write("readme.txt", List.of("not a recording"));

    try (ReplayedRecordings recordings = ReplayedRecordings.open(folder)) {
      assertThat(recordings.subjects()).containsExactly(3, 4);
      WearerMotion wearer = recordings.wearer(3);
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

    try (ReplayedRecordings recordings = ReplayedRecordings.open(zip)) {
      assertThat(rest(recordings.wearer(1))).containsExactly("playing-basketball 1");
    }
  }

  @Test
  void rejectsASubjectWhoIsNotThere() throws Exception {
    write("a01/p1/s01.txt", lines());
    try (ReplayedRecordings recordings = ReplayedRecordings.open(folder)) {
      assertThatThrownBy(() -> recordings.wearer(2))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageEndingWith("has no subject 2, only [1]");
    }
  }

  @Test
  void readsAFileOnlyWhenItIsPlayedBack() throws Exception {
    write("a01/p1/s01.txt", lines());
    write("a02/p1/s01.txt", List.of("1,2,3"));
    try (ReplayedRecordings recordings = ReplayedRecordings.open(folder)) {
      WearerMotion wearer = recordings.wearer(1);
      assertThat(wearer.next()).isNotNull();
      assertThatThrownBy(wearer::next)
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(
              folder + ": a02/p1/s01.txt, line 1, column 3: the line ends after 3 of 45 columns");
    }
  }

  private void write(String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static List<String> rest(WearerMotion wearer) throws IOException {
    List<String> rest = new ArrayList<>();
    for (AnnotatedSegment segment = wearer.next(); segment != null; segment = wearer.next()) {
      rest.add(segment.truth() + " " + segment.number());
    }
    return rest;
  }

  private static List<String> lines() {
    return IntStream.range(0, 125)
        .mapToObj(
            line ->
                IntStream.range(0, 45)
                    .mapToObj(column -> Integer.toString(column + line))
                    .collect(Collectors.joining(",")))
        .toList();
  }
}
