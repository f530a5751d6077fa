// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFilesTest {

  private static final SegmentId FIRST = new SegmentId(1, 1, 1);

  @TempDir private Path folder = Path.of("");

  @Test
  void findsAccelerationsInColumnsOfTheirUnits() throws IOException {
    String line = IntStream.range(0, 45).mapToObj(String::valueOf).collect(Collectors.joining(","));
    write(FIRST, (line + "\r\n").repeat(125));

    float[] read = read(folder).get(0);

    float[] leftArm = new float[BodyUnit.AXES];
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      leftArm[axis] = value(read, BodyUnit.LEFT_ARM.row(axis), 124);
    }
    assertThat(leftArm).containsExactly(18, 19, 20);
    assertThat(value(read, BodyUnit.LEFT_LEG.row(0), 0)).isEqualTo(36);
  }

  @Test
  void readsEveryWayOfWritingANumber() throws IOException {
    write(FIRST, lines(text -> "-1.5e-3,+2,-.25" + text.substring(text.indexOf(",0.5"))));

    float[] read = read(folder).get(0);

    assertThat(value(read, 0, 6)).isEqualTo(-1.5e-3f);
    assertThat(value(read, 1, 6)).isEqualTo(2f);
    assertThat(value(read, 2, 6)).isEqualTo(-0.25f);
  }

  @Test
  void readsWhatSpreadsheetsAndEditorsWrite() throws IOException {
    String text = SegmentTexts.text();
    float[] expected = SegmentText.parse("", text.getBytes(StandardCharsets.US_ASCII));

    for (String written :
        List.of(
            "\uFEFF" + text,
            text.replace("\n", "\r\n"),
            text.replace("\n", "\r"),
            text.replace(",", ", "),
            text.replace(",", " ,\t").replace("\n", " \n"),
            "\uFEFF " + text.replace(",", ", ").replace("\n", "\r\n") + " \r\n\t\r\n",
            text.strip())) {
      write(FIRST, written);

      assertThat(read(folder).get(0)).isEqualTo(expected);
    }
  }

  @Test
  void saysThatAFileIsInUtf16() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      write(FIRST, "");
      Files.writeString(
          folder.resolve("data/" + FIRST + ".txt"), "\uFEFF" + SegmentTexts.text(), charset);

      assertMalformed("s01.txt is in UTF-16: save it as ASCII or UTF-8");
    }
  }

  @Test
  void rejectsABlankInANumberAndAFieldOfBlanks() throws IOException {
    for (String value : new String[] {"1 2", "   ", "- 1"}) {
      write(FIRST, lines(text -> text.replaceFirst("^[^,]*", " " + value)));

      assertMalformed(
          "data/a01/p1/s01.txt, line 7, column 1: '" + value.strip() + "' is not a finite number");
    }
  }

  @Test
  void explainsNumbersThatAreSeparatedInAnotherWay() throws IOException {
    String hint = "; write a comma between numbers, and a point in a number (0.5)";
    write(FIRST, lines(line -> line.replace('.', ' ').replace(',', ';').replace(' ', ',')));
    assertThatThrownBy(() -> read(folder))
        .hasMessageContaining("s01.txt, line 7, column 2: '")
        .hasMessageEndingWith("' is not a finite number" + hint);
    for (String separator : List.of(";", "\t", " ")) {
      write(FIRST, lines(line -> line.replace(",", separator)));
      assertThatThrownBy(() -> read(folder))
          .as(separator)
          .hasMessageContaining("s01.txt, line 7, column 1: '")
          .hasMessageEndingWith("' is not a finite number" + hint);
    }
  }

  @Test
  void findsSegmentsInUpperCase() throws IOException {
    assertThat(read(zip("upper.zip", "DATA/A01/P1/S01.TXT", "Data/A01/p1/s02.Txt"))).hasSize(2);
    assertThatThrownBy(() -> read(zip("both.zip", "data/a01/p1/s01.txt", "DATA/A01/P1/S01.TXT")))
        .hasMessageEndingWith("DATA/A01/P1/S01.TXT are the same segment");
  }

  @Test
  void namesFileLineColumnAndValueOfALetterInANumber() throws IOException {
    write(FIRST, lines(text -> text.replaceFirst("^[^,]*", "8.x7")));

    assertMalformed("data/a01/p1/s01.txt, line 7, column 1: '8.x7' is not a finite number");
  }

  @Test
  void rejectsNumbersThatAreNotFinite() throws IOException {
    for (String value : new String[] {"NaN", "Infinity", "1e99", "", "1-2", "--1", "0x1p3", "1f"}) {
      write(FIRST, lines(text -> text.replaceFirst("^[^,]*", value)));

      assertMalformed(
          "data/a01/p1/s01.txt, line 7, column 1: '" + value + "' is not a finite number");
    }
  }

  @Test
  void rejectsAnAccelerationThatNoWearableMeasures() throws IOException {
    for (String value : new String[] {"1e30", "-500.01", "16777216"}) {
      write(FIRST, lines(text -> text.replaceFirst("^[^,]*", value)));

      assertMalformed(
          "data/a01/p1/s01.txt, line 7, column 1: the acceleration "
              + value
              + " is not from -500 to 500 m/s^2");
    }
  }

  @Test
  void readsTheMagneticFieldOfAnyStrength() throws IOException {
    write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(',') + 1) + "1e30"));

    assertThat(read(folder)).hasSize(1);
  }

  @Test
  void namesABrokenLinkAndAFolderWithTheNameOfASegment() throws IOException {
    write(FIRST, SegmentTexts.text());
    Path other = folder.resolve("data/a01/p1/s02.txt");
    Files.createSymbolicLink(other, Path.of("gone"));
    assertMalformed("data/a01/p1/s02.txt cannot be read: it is missing or a broken link");

    Files.delete(other);
    Files.createDirectory(other);
    assertMalformed("data/a01/p1/s02.txt cannot be read: it is a folder");
  }

  @Test
  void followsLinksToFolders(@TempDir Path linked) throws IOException {
    write(FIRST, SegmentTexts.text());
    Path subfolder = linked.resolve("a01");
    Files.createSymbolicLink(subfolder, folder.resolve("data/a01"));
    Path all = Files.createSymbolicLink(linked.resolve("all"), folder.resolve("data"));

    assertThat(read(all)).hasSize(1);
    Files.delete(all);
    assertThat(read(linked)).hasSize(1);
    Path loop = Files.createSymbolicLink(linked.resolve("loop"), linked);
    assertThatThrownBy(() -> read(linked))
        .hasMessage(loop + " is a link to a folder that contains it: remove the link");
  }

  @Test
  void rejectsALineOf44Columns() throws IOException {
    write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(','))));

    assertMalformed("s01.txt, line 7, column 44: the line ends after 44 of 45 columns");
  }

  @Test
  void rejectsALineOf46Columns() throws IOException {
    write(FIRST, lines(text -> text + ",1"));

    assertMalformed("s01.txt, line 7, column 46: the line has more than 45 columns");
  }

  @Test
  void rejectsAnEmptyFieldInAnUnusedColumn() throws IOException {
    write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(',') + 1)));

    assertMalformed("s01.txt, line 7, column 45: '' is not a finite number");
  }

  @Test
  void rejectsTextInAnUnusedColumn() throws IOException {
    for (String value : new String[] {"NaN", "Infinity", "0.x5"}) {
      write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(',') + 1) + value));

      assertMalformed("s01.txt, line 7, column 45: '" + value + "' is not a finite number");
    }
  }

  @Test
  void rejectsAShortFile() throws IOException {
    String text = SegmentTexts.text();
    write(FIRST, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));

    assertMalformed("s01.txt ends after 124 of 125 lines");
  }

  @Test
  void rejectsALongFile() throws IOException {
    write(FIRST, SegmentTexts.text() + "1\n");

    assertMalformed("s01.txt, line 126: the file is longer than 125 lines");
  }

  @Test
  void rejectsAFileThatIsNotASegment() throws IOException {
    write(FIRST, "1,".repeat(1 << 20));

    assertMalformed("s01.txt is longer than 1048576 bytes, so it is not a segment");
  }

  @Test
  void rejectsAnUnknownActivity() throws IOException {
    write(new SegmentId(20, 1, 1), SegmentTexts.text());

    assertMalformed("data/a20/p1/s01.txt: activity 20 is not from 1 to 19");
  }

  @Test
  void rejectsARepeatedSegment() throws IOException {
    write(FIRST, SegmentTexts.text());
    Path copy = folder.resolve("copy/a01/p1/s1.txt");
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, SegmentTexts.text());

    assertMalformed("copy/a01/p1/s1.txt and data/a01/p1/s01.txt are the same segment");
  }

  @Test
  void rejectsAFolderWithoutSegments() {
    assertMalformed("contains no segments: no file is named like data/a01/p1/s01.txt");
  }

  @Test
  void rejectsAMissingFile() {
    Path missing = folder.resolve("missing.zip");

    assertThatThrownBy(() -> read(missing))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(missing + ": no such file or folder");
  }

  @Test
  void rejectsAFileThatIsNotAZip() throws IOException {
    for (String name : new String[] {"some.zip", "some.txt"}) {
      Path file = Files.writeString(folder.resolve(name), "text");

      assertThatThrownBy(() -> read(file))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageStartingWith(file + " is neither a folder nor a zip");
    }
  }

  @Test
  void namesAnArchiveInsideOfTheZip() throws IOException {
    String none = " contains no segments: no file is named like data/a01/p1/s01.txt. But it ";

    Path zip = zip("outer.zip", "readme.txt", "archive/Data.ZIP");
    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            zip
                + none
                + "contains the archive archive/Data.ZIP: unpack outer.zip, and then give that zip");
    Path tar = zip("tar.zip", "data.tar.gz");
    assertThatThrownBy(() -> read(tar))
        .hasMessage(
            tar
                + none
                + "contains the archive data.tar.gz: unpack tar.zip, and then unpack that archive"
                + " and give the folder");
  }

  @Test
  void namesAnArchiveInTheFolder() throws IOException {
    Files.writeString(folder.resolve("daily+and+sports+activities.zip"), "PK");

    assertMalformed("But it contains the archive daily+and+sports+activities.zip: give that zip");
  }

  @Test
  void findsSegmentsBelowAnyFolders() throws IOException {
    try (SegmentFiles files =
        SegmentFiles.open(zip("deep.zip", "UCI 256/Daily/data/a01/p1/s01.txt"))) {
      assertThat(files.all()).extracting(SegmentFile::id).containsExactly(FIRST);
    }
  }

  @Test
  void saysWhatAFileIsThatIsNotAZip() throws IOException {
    Map<String, String> kinds =
        Map.of(
            "\u001f\u008b\b",
            "is in the format gzip, not a zip: unpack it, and give the folder",
            "7z\u00bc\u00af'",
            "is in the format 7z, not a zip: unpack it, and give the folder",
            "Rar!\u001a",
            "is in the format RAR, not a zip: unpack it, and give the folder",
            "\u00fd7zXZ",
            "is in the format xz, not a zip: unpack it, and give the folder",
            "data/".repeat(51) + "..ustar",
            "is in the format tar, not a zip: unpack it, and give the folder",
            "\n<!DOCTYPE html><html>",
            "is a web page, not a zip: the download failed; download it again",
            "version https://git-lfs.github.com/spec/v1",
            "is a pointer of Git LFS, not a zip: fetch the file with 'git lfs pull'");
    for (var kind : kinds.entrySet()) {
      Path file = folder.resolve("some.zip");
      Files.write(file, kind.getKey().getBytes(StandardCharsets.ISO_8859_1));

      assertThatThrownBy(() -> read(file))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(file + " " + kind.getValue());
    }
  }

  @Test
  void saysThatAZipIsEncryptedOrCompressedInAnUnusualWay() throws IOException {
    Path zip = zip("some.zip", "data/a01/p1/s01.txt");
    byte[] whole = Files.readAllBytes(zip);
    int entry = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");

    byte[] encrypted = whole.clone();
    encrypted[entry + 8] |= 1;
    Files.write(zip, encrypted);
    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(zip + " is encrypted: unpack it with its password, and give the folder");
    byte[] unusual = whole.clone();
    unusual[entry + 10] = 93;
    Files.write(zip, unusual);
    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(zip + " is compressed in an unusual way (")
        .hasMessageEndingWith("): unpack it, and give the folder");
  }

  @Test
  void rejectsUnknownSubjectsAndSegments() throws IOException {
    assertThatThrownBy(() -> SegmentId.ofFile("data/a01/p9/s01.txt"))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("data/a01/p9/s01.txt: subject 9 is not from 1 to 8");
    assertThatThrownBy(() -> SegmentId.ofFile("data/a01/p1/s61.txt"))
        .hasMessage("data/a01/p1/s61.txt: segment 61 is not from 1 to 60");
    assertThatThrownBy(() -> SegmentId.ofFile("a01/p1/s00001.txt"))
        .hasMessage("a01/p1/s00001.txt: segment 00001 is not from 1 to 60");
    assertThatThrownBy(() -> SegmentId.ofFile("a99999999999/p1/s1.txt"))
        .hasMessageContaining("activity 99999999999 is not");
  }

  @Test
  void ignoresOtherFiles() throws IOException {
    assertThat(SegmentId.ofFile("a01/p1/s01.txt")).contains(FIRST);
    assertThat(SegmentId.ofFile("some/data/a01/p1/s01.txt")).contains(FIRST);
    assertThat(SegmentId.ofFile("xa01/p1/s01.txt")).isEmpty();
    assertThat(SegmentId.ofFile("readme.txt")).isEmpty();
  }

  @Test
  void rejectsAnEmptyZip() throws IOException {
    Path zip = Files.createFile(folder.resolve("empty.zip"));

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(zip + " is empty");
  }

  @Test
  void rejectsATruncatedZip() throws IOException {
    Path zip = zip("cut.zip", "data/a01/p1/s01.txt", "data/a01/p1/s02.txt");
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("cut.zip is neither a folder nor a zip, or is truncated");
  }

  @Test
  void namesTheFileOfAZipWhoseBytesAreDamaged() throws IOException {
    Path zip = zip("damaged.zip", "data/a01/p1/s01.txt");
    byte[] bytes = Files.readAllBytes(zip);
    Arrays.fill(bytes, 100, 300, (byte) 0xFF);
    Files.write(zip, bytes);

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("data/a01/p1/s01.txt");
  }

  @Test
  void rejectsAZipWithARepeatedName() throws IOException {
    Path zip = zip("twice.zip", "data/a01/p1/s01.txt", "data/a01/p1/s02.txt");
    rename(zip, "s02.txt", "s01.txt");

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(zip + ": data/a01/p1/s01.txt occurs twice");
  }

  @Test
  void rejectsANameThatPointsOutsideOfTheZip() throws IOException {
    for (String name : new String[] {"../evil.txt", "data/../../evil.txt", "/evil.txt", "..\\x"}) {
      Path zip = zip("out.zip", "data/a01/p1/s01.txt", name);

      assertThatThrownBy(() -> read(zip))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(zip + ": the name " + name.replace('\\', '/') + " points outside of the zip");
    }
  }

  @Test
  void readsBackslashesInNames() throws IOException {
    assertThat(read(zip("back.zip", "data\\a01\\p1\\s01.txt"))).hasSize(1);
  }

  @Test
  void stopsEarlyInAFileThatExpandsWithoutEnd() throws IOException {
    Path zip = folder.resolve("bomb.zip");
    byte[] piece = "1,".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream bomb = new ZipOutputStream(out)) {
      bomb.putNextEntry(new ZipEntry("data/a01/p1/s01.txt"));
      for (int i = 0; i < 64; i++) {
        bomb.write(piece);
      }
    }

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            zip + ": data/a01/p1/s01.txt is longer than 1048576 bytes, so it is not a segment");
  }

  @Test
  void rejectsAZipOfTooManyFilesBeforeItReadsTheirNames() throws IOException {
    Path zip = folder.resolve("many.zip");
    // More than 65,535 need the zip format's larger record.
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream many = new ZipOutputStream(new BufferedOutputStream(out))) {
      for (int i = 0; i <= 100_000; i++) {
        many.putNextEntry(new ZipEntry("data/" + i));
      }
    }

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(zip + " is not the data set: it lists 100001 files in ");
  }

  @Test
  void rejectsATableOfContentsThatDoesNotFitIntoMemory() throws IOException {
    Path zip = zip("table.zip", "data/a01/p1/s01.txt");
    long claimed = 0x7FFFFFF0L;
    try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.WRITE)) {
      ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
      end.putInt(0x06054b50).putInt(12, (int) claimed).putShort(10, (short) 1);
      // The file is sparse and takes no space on the disk.
      channel.write(end.rewind(), claimed + (1 << 20));
    }

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            String.format(
                Locale.ROOT, "%s is not the data set: it lists 1 files in %d bytes", zip, claimed));
  }

  @Test
  void detectsAChangedDigitInAZip() throws IOException {
    Path zip = folder.resolve("stored.zip");
    byte[] text = SegmentTexts.text().getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(text);
    ZipEntry entry = new ZipEntry("data/a01/p1/s01.txt");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(text.length);
    entry.setCrc(crc.getValue());
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream stored = new ZipOutputStream(out)) {
      stored.putNextEntry(entry);
      stored.write(text);
    }
    byte[] bytes = Files.readAllBytes(zip);
    int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(",0.5,") + 3;
    bytes[place] = '6';
    Files.write(zip, bytes);

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            zip
                + ": data/a01/p1/s01.txt cannot be read: it is damaged, its checksum does not"
                + " match");
  }

  @Test
  void namesAFileAndAFolderWithoutReadPermission() throws IOException {
    write(FIRST, SegmentTexts.text());
    File file = folder.resolve("data/a01/p1/s01.txt").toFile();
    assumeThat(file.setReadable(false) && !Files.isReadable(file.toPath()))
        .as("run by a user who may not read everything")
        .isTrue();
    assertMalformed("data/a01/p1/s01.txt cannot be read: access denied");
    File parent = file.getParentFile();
    assumeThat(parent.setReadable(false)).isTrue();
    try {
      assertThatThrownBy(() -> read(folder))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining(parent.getPath());
    } finally {
      assertThat(parent.setReadable(true)).isTrue();
    }
  }

  /** Changes a name inside a zip. */
  private static void rename(Path zip, String from, String to) throws IOException {
    String bytes = Files.readString(zip, StandardCharsets.ISO_8859_1);
    Files.writeString(zip, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private static float value(float[] values, int row, int column) {
    return values[row * Segment.COLUMNS + column];
  }

  private static List<float[]> read(Path source) throws IOException {
    List<float[]> read = new ArrayList<>();
    try (SegmentFiles files = SegmentFiles.open(source)) {
      for (SegmentFile file : files.all()) {
        read.add(file.read());
      }
    }
    return read;
  }

  private Path zip(String file, String... entries) throws IOException {
    Path path = folder.resolve(file);
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(SegmentTexts.text().getBytes(StandardCharsets.US_ASCII));
        zip.closeEntry();
      }
    }
    return path;
  }

  private void assertMalformed(String message) {
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageEndingWith(message);
  }

  /** The text of a segment with its seventh line changed. */
  private static String lines(UnaryOperator<String> seventh) {
    String[] lines = SegmentTexts.text().split("\n", -1);
    lines[6] = seventh.apply(lines[6]);
    return String.join("\n", lines);
  }

  private void write(SegmentId id, String text) throws IOException {
    Path file = folder.resolve("data/" + id + ".txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
