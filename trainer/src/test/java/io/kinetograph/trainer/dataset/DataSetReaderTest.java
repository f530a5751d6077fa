package io.kinetograph.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.BodyUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetReaderTest {

  private static final SegmentId FIRST = new SegmentId(1, 1, 1);

  @TempDir private Path folder = Path.of("");

  @Test
  void readsTheSameFromZipAndFolder() throws IOException {
    Recordings recordings = new Recordings(2, 2, 2);
    DataSet expected = recordings.dataSet();

    DataSet unzipped = DataSetReader.read(recordings.folder(folder.resolve("unzipped")));
    DataSet zipped = DataSetReader.read(recordings.zip(folder.resolve("data.zip")));

    assertThat(unzipped.segments()).isEqualTo(expected.segments()).hasSize(8);
    assertThat(zipped.segments()).isEqualTo(expected.segments());
  }

  @Test
  void findsAccelerationsInColumnsOfTheirUnits() throws IOException {
    String line = IntStream.range(0, 45).mapToObj(String::valueOf).collect(Collectors.joining(","));
    write(FIRST, (line + "\r\n").repeat(125));

    DataSet read = DataSetReader.read(folder);

    float[] leftArm = new float[BodyUnit.AXES];
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      leftArm[axis] = read.segments().get(0).segment().value(BodyUnit.LEFT_ARM.row(axis), 124);
    }
    assertThat(leftArm).containsExactly(18, 19, 20);
    assertThat(read.segments().get(0).segment().value(BodyUnit.LEFT_LEG.row(0), 0)).isEqualTo(36);
  }

  @Test
  void readsEveryWayOfWritingANumber() throws IOException {
    write(FIRST, lines(text -> "-1.5e-3,+2,-.25" + text.substring(text.indexOf(",0.5"))));

    DataSet read = DataSetReader.read(folder);

    assertThat(read.segments().get(0).segment().value(0, 6)).isEqualTo(-1.5e-3f);
    assertThat(read.segments().get(0).segment().value(1, 6)).isEqualTo(2f);
    assertThat(read.segments().get(0).segment().value(2, 6)).isEqualTo(-0.25f);
  }

  @Test
  void saysThatAPartialSetIsPartial() throws IOException {
    new Recordings(2, 1, 3).folder(folder);

    assertThat(DataSetReader.read(folder).summary())
        .isEqualTo("6 segments of 2 activities by subject 1 (a partial set: the whole has 9120)");
  }

  @Test
  void readsOnlyTheSubjectsAskedFor() throws IOException {
    new Recordings(1, 3, 1).folder(folder);

    assertThat(DataSetReader.read(folder, Subjects.parse("1,3")).subjects()).containsExactly(1, 3);
    assertThatThrownBy(() -> DataSetReader.read(folder, Subjects.parse("8")))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageEndingWith("holds nothing of subject 8");
  }

  @Test
  void namesFileLineColumnAndValueOfALetterInANumber() throws IOException {
    write(FIRST, lines(text -> text.replaceFirst("^[^,]*", "8.x7")));

    assertMalformed("data/a01/p1/s01.txt, line 7, column 1: '8.x7' is not a finite number");
  }

  @Test
  void refusesWhatIsNoFiniteNumber() throws IOException {
    for (String value : new String[] {"NaN", "Infinity", "1e99", "", "1-2", "--1", "0x1p3", "1f"}) {
      write(FIRST, lines(text -> text.replaceFirst("^[^,]*", value)));

      assertMalformed(
          "data/a01/p1/s01.txt, line 7, column 1: '" + value + "' is not a finite number");
    }
  }

  @Test
  void refusesALineOf44Columns() throws IOException {
    write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(','))));

    assertMalformed("s01.txt, line 7, column 44: the line ends after 44 of 45 columns");
  }

  @Test
  void refusesALineOf46Columns() throws IOException {
    write(FIRST, lines(text -> text + ",1"));

    assertMalformed("s01.txt, line 7, column 46: the line has more than 45 columns");
  }

  @Test
  void refusesAnEmptyFieldInAColumnItDoesNotUse() throws IOException {
    write(FIRST, lines(text -> text.substring(0, text.lastIndexOf(',') + 1)));

    assertMalformed("s01.txt, line 7, column 45: '' is not a finite number");
  }

  @Test
  void refusesAShortFile() throws IOException {
    String text = Recordings.text(FIRST);
    write(FIRST, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));

    assertMalformed("s01.txt ends after 124 of 125 lines");
  }

  @Test
  void refusesALongFile() throws IOException {
    write(FIRST, Recordings.text(FIRST) + "1\n");

    assertMalformed("s01.txt, line 126: the file is longer than 125 lines");
  }

  @Test
  void refusesAFileOfAnotherKind() throws IOException {
    write(FIRST, "1,".repeat(1 << 20));

    assertMalformed("s01.txt is longer than 1048576 bytes and no segment");
  }

  @Test
  void refusesAnActivityThatTheDataSetDoesNotHave() throws IOException {
    write(new SegmentId(20, 1, 1), Recordings.text(FIRST));

    assertMalformed("data/a20/p1/s01.txt: activity 20 is not from 1 to 19");
  }

  @Test
  void refusesASegmentThatIsThereTwice() throws IOException {
    write(FIRST, Recordings.text(FIRST));
    Path copy = folder.resolve("copy/a01/p1/s01.txt");
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, Recordings.text(FIRST));

    assertMalformed("data/a01/p1/s01.txt: segment a01/p1/s01 is here twice");
  }

  @Test
  void refusesAFolderWithoutSegments() {
    assertMalformed("holds no segment: no file is named like data/a01/p1/s01.txt");
  }

  @Test
  void refusesWhatIsNotThere() {
    Path missing = folder.resolve("missing.zip");

    assertThatThrownBy(() -> DataSetReader.read(missing))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(missing + ": no such file or folder");
  }

  @Test
  void refusesAnEmptyZip() throws IOException {
    Path zip = Files.createFile(folder.resolve("empty.zip"));

    assertThatThrownBy(() -> DataSetReader.read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(zip + " is empty");
  }

  @Test
  void refusesATruncatedZip() throws IOException {
    Path zip = new Recordings(1, 1, 2).zip(folder.resolve("cut.zip"));
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> DataSetReader.read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("cut.zip is no zip, or was cut off");
  }

  @Test
  void namesTheFileOfAZipWhoseBytesAreDamaged() throws IOException {
    Path zip = new Recordings(1, 1, 1).zip(folder.resolve("damaged.zip"));
    byte[] bytes = Files.readAllBytes(zip);
    Arrays.fill(bytes, 100, 300, (byte) 0xFF);
    Files.write(zip, bytes);

    assertThatThrownBy(() -> DataSetReader.read(zip))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("data/a01/p1/s01.txt");
  }

  private void assertMalformed(String message) {
    assertThatThrownBy(() -> DataSetReader.read(folder))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageEndingWith(message);
  }

  /** The text of a segment with its seventh line changed. */
  private static String lines(UnaryOperator<String> seventh) {
    String[] lines = Recordings.text(FIRST).split("\n", -1);
    lines[6] = seventh.apply(lines[6]);
    return String.join("\n", lines);
  }

  private void write(SegmentId id, String text) throws IOException {
    Path file = folder.resolve("data/" + id + ".txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
