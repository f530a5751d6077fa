// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.ProgressRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void readsTheSameFromZipAndFolder() throws IOException {
    Recordings recordings = new Recordings(2, 2, 2);
    DataSet expected = recordings.dataSet();

    DataSet unzipped = DataSet.read(recordings.folder(folder.resolve("unzipped")));
    DataSet zipped = DataSet.read(recordings.zip(folder.resolve("data.zip")));

    assertThat(unzipped.segments()).isEqualTo(expected.segments()).hasSize(8);
    assertThat(zipped.segments()).isEqualTo(expected.segments());
  }

  @Test
  void reportsAnIncompleteDataSet() throws IOException {
    new Recordings(2, 1, 3).folder(folder);

    assertThat(DataSet.read(folder).summary())
        .isEqualTo("6 segments of 2 activities by subject 1 (a partial set: the whole has 9120)");
  }

  @Test
  void aChoiceOfSubjectsIsNotReportedAsIncomplete() {
    assertThat(new Recordings(19, 1, 60).dataSet().summary())
        .isEqualTo("1140 segments of 19 activities by subject 1 (all recordings of this subject)");
    assertThat(new Recordings(19, 2, 60).dataSet().summary())
        .isEqualTo(
            "2280 segments of 19 activities by subjects 1,2 (all recordings of these subjects)");
    assertThat(new Recordings(19, 2, 59).dataSet().summary()).contains("(a partial set: ");
  }

  @Test
  void aSummaryTellsWhoseRecordingsItIsAbout() {
    DataSet data = new Recordings(2, 3, 1).dataSet();

    assertThat(Subjects.inSummary("UCI, " + data.summary() + "; ResNet34"))
        .isEqualTo(Subjects.parse("1-3"));
    assertThat(Subjects.inSummary(data.where(id -> id.subject() == 2).summary()))
        .isEqualTo(Subjects.parse("2"));
    assertThat(Subjects.inSummary("own recordings")).isEqualTo(Subjects.nobody());
    assertThat(Subjects.inSummary("something by subject 9 ")).isEqualTo(Subjects.nobody());
  }

  @Test
  void readsOnlyTheRequestedSubjects() throws IOException {
    new Recordings(1, 3, 1).folder(folder);

    assertThat(DataSet.read(folder, Subjects.parse("1,3"), Progress.none()).subjects())
        .containsExactly(1, 3);
    assertThatThrownBy(() -> DataSet.read(folder, Subjects.parse("8"), Progress.none()))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageEndingWith("holds nothing of subject 8");
  }

  @Test
  void showsProgress() throws IOException {
    new Recordings(1, 2, 2).folder(folder);
    ProgressRecord progress = new ProgressRecord();

    DataSet.read(folder, Subjects.parse("2"), progress);

    assertThat(progress.tasks())
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.total()).isEqualTo(2);
              assertThat(reading.done()).isEqualTo(2);
              assertThat(reading.isClosed()).isTrue();
            });
  }

  @Test
  void refusesASetWithOneMalformedFile() throws IOException {
    new Recordings(1, 2, 1).folder(folder);
    Files.writeString(folder.resolve("data/a01/p2/s01.txt"), "1,2,3");

    assertThatThrownBy(() -> DataSet.read(folder))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(folder + ": data/a01/p2/s01.txt, line 1, column 3");
  }
}
