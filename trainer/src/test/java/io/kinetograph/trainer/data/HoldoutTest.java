// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Holdout.Split;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HoldoutTest {

  private final DataSet data = new Recordings(3, 2, 10).dataSet();

  @Test
  void randomTestsOnTheSameShareOfEveryActivity() {
    Split split = Holdout.parse("random:0.2").split(data, 7);

    assertThat(split.heldOut().size()).isEqualTo(12);
    for (int activity : data.activities()) {
      assertThat(split.heldOut().where(id -> id.activity() == activity).size()).isEqualTo(4);
    }
    assertNothingOnBothSides(split);
  }

  @Test
  void randomDependsOnTheSeedAlone() {
    Split one = Holdout.parse("random:0.2").split(data, 7);

    assertThat(Holdout.parse("random:0.2").split(data, 7).heldOut().segments())
        .isEqualTo(one.heldOut().segments());
    assertThat(Holdout.parse("random:0.2").split(data, 8).heldOut().segments())
        .isNotEqualTo(one.heldOut().segments());
  }

  @Test
  void subjectTestsOnOneSubject() {
    Split split = Holdout.parse("subject:2").split(data, 7);

    assertThat(split.heldOut().subjects()).containsExactly(2);
    assertThat(split.training().subjects()).containsExactly(1);
    assertNothingOnBothSides(split);
  }

  @Test
  void subjectsTestsOnAllOfThem() {
    Split split = Holdout.parse("subjects:1,3").split(new Recordings(2, 3, 2).dataSet(), 7);

    assertThat(split.heldOut().subjects()).containsExactly(1, 3);
    assertThat(split.training().subjects()).containsExactly(2);
  }

  @Test
  void unusedSubjectsAreInNeitherPart() {
    DataSet five = new Recordings(2, 5, 2).dataSet();

    Split split = Holdout.parse("subjects-without:1,2:3,4").split(five, 7);

    assertThat(split.training().subjects()).containsExactly(5);
    assertThat(split.heldOut().subjects()).containsExactly(1, 2);
    assertThat(split.training().size()).isEqualTo(five.size() / 5);
    assertThat(split.heldOut().size()).isEqualTo(five.size() / 5 * 2);
    assertThatThrownBy(() -> Holdout.parse("subjects-without:1,2:3-5").split(five, 7))
        .hasMessage("subjects 1,2 cannot be held out of subjects 1,2,3,4,5 without subjects 3,4,5");
  }

  @Test
  void refusesUnknownSubjectsAndAllSubjects() {
    assertThatThrownBy(() -> Holdout.parse("subjects:2,3").split(data, 7))
        .hasMessage("subjects 2,3 cannot be held out of subjects 1,2");
    assertThatThrownBy(() -> Holdout.parse("subjects:1,2").split(data, 7))
        .hasMessage("subjects 1,2 cannot be held out of subjects 1,2");
  }

  @Test
  void repeatsOfOneSeedDiffer() {
    assertThat(held("repeat:1:0.2", 7)).isNotEqualTo(held("repeat:2:0.2", 7));
    assertThat(held("repeat:2:0.2", 7)).isEqualTo(held("repeat:2:0.2", 7)).hasSize(12);
    assertThat(held("repeat:2:0.2", 7)).isNotEqualTo(held("repeat:2:0.2", 8));
  }

  @Property(tries = 50)
  void foldsDivideTheDataEvenlyInEveryActivity(
      @ForAll @IntRange(min = 1, max = 4) int activities,
      @ForAll @IntRange(min = 1, max = 3) int subjects,
      @ForAll @IntRange(min = 1, max = 7) int segments,
      @ForAll @IntRange(min = 2, max = 10) int folds,
      @ForAll long seed) {
    DataSet all = ids(activities, subjects, segments);
    List<SegmentId> dealt = new ArrayList<>();
    for (int fold = 1; fold <= folds; fold++) {
      Split split = new RandomHoldout.Fold(fold, folds).split(all, seed);
      split.heldOut().segments().forEach(segment -> dealt.add(segment.id()));
      assertThat(split.heldOut().size() + split.training().size()).isEqualTo(all.size());
      assertThat(split.heldOut().size()).isBetween(all.size() / folds, all.size() / folds + 1);
      int each = subjects * segments;
      for (int activity = 1; activity <= activities; activity++) {
        int number = activity;
        assertThat(split.heldOut().where(id -> id.activity() == number).size())
            .isBetween(each / folds, each / folds + 1);
      }
    }

    assertThat(dealt)
        .containsExactlyInAnyOrderElementsOf(
            all.segments().stream().map(RecordedSegment::id).toList());
  }

  @Property(tries = 50)
  void foldsDependOnTheSeedAlone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int fold) {
    DataSet all = ids(3, 2, 10);

    assertThat(new RandomHoldout.Fold(fold, 3).split(all, seed).heldOut().segments())
        .isEqualTo(new RandomHoldout.Fold(fold, 3).split(all, seed).heldOut().segments())
        .isNotEqualTo(new RandomHoldout.Fold(fold, 3).split(all, seed + 1).heldOut().segments());
  }

  @Test
  void leftOutActivitiesAreNotForTrainingWhoeverDoesThem() {
    DataSet all = ids(3, 2, 4);

    Split split = Holdout.parse("unknown:2,3:1").split(all, 7);

    assertThat(split.heldOut().segments())
        .isEqualTo(Holdout.parse("subject:1").split(all, 7).heldOut().segments());
    assertThat(split.training().segments())
        .isEqualTo(all.where(id -> id.subject() == 2 && id.activity() == 1).segments());
    assertThatThrownBy(() -> Holdout.parse("unknown:1,2,3:1").split(all, 7))
        .hasMessage(
            "activities 1,2,3 cannot be left out: subject 1 has recordings of activities 1,2,3");
    assertThatThrownBy(() -> Holdout.parse("unknown:4:1").split(all, 7))
        .hasMessage(
            "activities 4 cannot be left out: subject 1 has recordings of activities 1,2,3");
    assertThatThrownBy(() -> Holdout.parse("unknown:1:3").split(all, 7))
        .hasMessage("subject 3 cannot be held out of subjects 1,2");
    assertThatThrownBy(() -> Holdout.parse("unknown:20:1"))
        .hasMessage("activity 20 is not from 1 to 19");
    assertThatThrownBy(() -> Holdout.parse("unknown:1,2:x"))
        .hasMessageContaining("'x' is not a number");
    assertThatThrownBy(() -> Holdout.parse("unknown::1"))
        .hasMessageContaining("'' is not a number");
  }

  @Test
  void noneHasAnEmptyTestSet() {
    assertThat(Holdout.parse("none").split(data, 7).heldOut().size()).isZero();
  }

  @Test
  void refusesAnUnknownSubject() {
    assertThatThrownBy(() -> Holdout.parse("subject:5").split(data, 7))
        .hasMessage("subject 5 cannot be held out of subjects 1,2");
  }

  @Test
  void refusesOtherRules() {
    assertThatThrownBy(() -> Holdout.parse("half")).hasMessageContaining("'half' is not");
    assertThatThrownBy(() -> Holdout.parse("random:x")).hasMessageContaining("'x' is not a number");
    assertThatThrownBy(() -> Holdout.parse("random:1")).hasMessageContaining("1.0");
    assertThatThrownBy(() -> Holdout.parse("random")).hasMessageContaining("'random' is not");
    assertThatThrownBy(() -> Holdout.parse("fold:1")).hasMessageContaining("'fold:1' is not");
    assertThatThrownBy(() -> Holdout.parse("fold:4:3")).hasMessage("fold 4 is not from 1 to 3");
    assertThatThrownBy(() -> Holdout.parse("fold:1:1")).hasMessage("folds 1 is not at least 2");
    assertThatThrownBy(() -> Holdout.parse("repeat:0:0.2"))
        .hasMessage("repeat 0 is not at least 1");
    assertThatThrownBy(() -> Holdout.parse("repeat:1:2")).hasMessageContaining("share 2.0");
  }

  @Test
  void readsBackWhatItWrites() {
    for (String text :
        new String[] {
          "random:0.25",
          "repeat:2:0.25",
          "fold:3:10",
          "subject:3",
          "subjects:1,2",
          "subjects-without:1,2:3,4",
          "unknown:9,10,11:3",
          "none"
        }) {
      assertThat(Holdout.parse(text).text()).isEqualTo(text);
    }
  }

  private void assertNothingOnBothSides(Split split) {
    assertThat(split.training().size() + split.heldOut().size()).isEqualTo(data.size());
    assertThat(split.heldOut().segments()).doesNotContainAnyElementsOf(split.training().segments());
  }

  private List<RecordedSegment> held(String rule, long seed) {
    return Holdout.parse(rule).split(data, seed).heldOut().segments();
  }

  /** Segments without motion, which are quick to make. */
  private static DataSet ids(int activities, int subjects, int segments) {
    Segment still = Segment.measured(0, new float[Segment.ROWS * Segment.COLUMNS]);
    List<RecordedSegment> all = new ArrayList<>();
    for (int activity = 1; activity <= activities; activity++) {
      for (int subject = 1; subject <= subjects; subject++) {
        for (int number = 1; number <= segments; number++) {
          all.add(new RecordedSegment(new SegmentId(activity, subject, number), still));
        }
      }
    }
    return new DataSet(all);
  }
}
