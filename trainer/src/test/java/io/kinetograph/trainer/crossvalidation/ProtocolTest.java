// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.RandomHoldout;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.training.Settings;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProtocolTest {

  private final SortedSet<Integer> everybody = Subjects.everybody().numbers();

  @Test
  void pairsAreFourGroupsOfTwo() {
    Protocol.TestSets parts = new SubjectProtocol.SubjectPairs(false).testSets(everybody);

    assertThat(parts.testSets())
        .extracting(testSet -> testSet.holdout().text())
        .containsExactly("subjects:1,2", "subjects:3,4", "subjects:5,6", "subjects:7,8");
    assertThat(parts.notes()).isEmpty();
  }

  @Test
  void namesMissingAndIncompletePairs() {
    Protocol.TestSets incomplete =
        new SubjectProtocol.SubjectPairs(false).testSets(Subjects.parse("1-7").numbers());
    Protocol.TestSets missing =
        new SubjectProtocol.SubjectPairs(false).testSets(Subjects.parse("1,2,5-8").numbers());

    assertThat(incomplete.testSets().get(3)).isEqualTo(testSet(4, "pair-4", "subjects:7"));
    assertThat(incomplete.notes())
        .containsExactly("pair 4 is only subject 7: the data have no recordings of subject 8");
    assertThat(missing.testSets()).extracting(Protocol.TestSet::number).containsExactly(1, 3, 4);
    assertThat(missing.notes())
        .containsExactly("pair 2 is left out: the data have no recordings of subjects 3,4");
    assertThatThrownBy(
            () -> new SubjectProtocol.SubjectPairs(false).testSets(new TreeSet<>(Set.of(1, 2))))
        .hasMessage("pairs needs two pairs of subjects or more, and the data have subjects 1,2");
  }

  @Test
  void fourSubjectsLeavesOutTheValidationPairToo() {
    Protocol.TestSets parts = new SubjectProtocol.SubjectPairs(true).testSets(everybody);

    assertThat(parts.testSets())
        .extracting(testSet -> testSet.holdout().text())
        .containsExactly(
            "subjects-without:1,2:3,4",
            "subjects-without:3,4:5,6",
            "subjects-without:5,6:7,8",
            "subjects-without:7,8:1,2");
    assertThat(parts.notes()).isEmpty();
    DataSet data = new Recordings(2, 8, 1).dataSet();
    assertThat(parts.testSets())
        .extracting(testSet -> Set.copyOf(testSet.holdout().split(data, 1).training().subjects()))
        .containsExactly(
            Set.of(5, 6, 7, 8), Set.of(1, 2, 7, 8), Set.of(1, 2, 3, 4), Set.of(3, 4, 5, 6));
  }

  @Test
  void fourSubjectsNamesSmallerTrainingSets() {
    Protocol.TestSets parts =
        new SubjectProtocol.SubjectPairs(true).testSets(Subjects.parse("1-7").numbers());

    assertThat(parts.testSets().get(3)).isEqualTo(testSet(4, "pair-4", "subjects-without:7:1,2"));
    assertThat(parts.notes())
        .containsExactly(
            "pair 1 is trained on only subjects 5,6,7: the data have no others",
            "pair 2 is trained on only subjects 1,2,7: the data have no others",
            "pair 4 is only subject 7: the data have no recordings of subject 8");
    assertThatThrownBy(
            () -> new SubjectProtocol.SubjectPairs(true).testSets(new TreeSet<>(Set.of(1, 2))))
        .hasMessageStartingWith("four-subjects needs two pairs of subjects or more");
  }

  @Test
  void losoTestsOnEverySubjectInTurn() {
    Protocol.TestSets parts =
        new SubjectProtocol.LeaveOneSubjectOut().testSets(Subjects.parse("2,5").numbers());

    assertThat(parts.testSets())
        .containsExactly(
            testSet(2, "subject-2", "subject:2"), testSet(5, "subject-5", "subject:5"));
    assertThatThrownBy(
            () -> new SubjectProtocol.LeaveOneSubjectOut().testSets(new TreeSet<>(Set.of(3))))
        .hasMessage(
            "leave-one-subject-out needs two subjects or more, and the data have only subject 3");
  }

  @Test
  void everyActivityAndEveryGroupIsLeftOutOnceWhileSubjectsTakeTurns() {
    SortedSet<Integer> subjects = Subjects.parse("1-5,7,8").numbers();

    Protocol.TestSets activities = new SubjectProtocol.LeaveActivitiesOut(false).testSets(subjects);
    Protocol.TestSets groups = new SubjectProtocol.LeaveActivitiesOut(true).testSets(subjects);

    assertThat(activities.testSets())
        .hasSize(19)
        .contains(
            testSet(1, "sitting", "unknown:1:1"),
            testSet(6, "descending-stairs", "unknown:6:7"),
            testSet(8, "moving-in-elevator", "unknown:8:1"),
            testSet(19, "playing-basketball", "unknown:19:5"));
    assertThat(groups.testSets())
        .hasSize(11)
        .contains(
            testSet(2, "standing", "unknown:2,7,8:2"),
            testSet(5, "walking", "unknown:9,10,11:5"),
            testSet(11, "sport", "unknown:19:4"));
    assertThatThrownBy(
            () -> new SubjectProtocol.LeaveActivitiesOut(true).testSets(new TreeSet<>(Set.of(3))))
        .hasMessage("unknown-groups needs two subjects or more, and the data have only subject 3");
  }

  @Test
  void foldsAndRepeatsAreNumbered() {
    assertThat(new RandomProtocol.KFold(10).testSets(everybody).testSets())
        .hasSize(10)
        .contains(testSet(3, "fold-03", "fold:3:10"));
    assertThat(new RandomProtocol.RepeatedSubSampling(10, 0.25).testSets(everybody).testSets())
        .hasSize(10)
        .contains(testSet(10, "repeat-10", "repeat:10:0.25"));
    assertThat(new RandomProtocol.RandomSplit(0.2).testSets(everybody).testSets())
        .containsExactly(testSet(1, "split", "random:0.2"));
    assertThatThrownBy(() -> new RandomProtocol.KFold(1)).hasMessageContaining("folds 1");
    assertThatThrownBy(() -> new RandomProtocol.RepeatedSubSampling(0, 0.2))
        .hasMessageContaining("repeats 0");
  }

  @Test
  void aPlanHasEveryTestSetWithEverySeed() {
    CrossValidationPlan plan = plan(new RandomProtocol.KFold(3), 1L, 5L);

    assertThat(plan.folds())
        .extracting(CrossValidationPlan.FoldTraining::name)
        .containsExactly(
            "seed-1/fold-01",
            "seed-1/fold-02",
            "seed-1/fold-03",
            "seed-5/fold-01",
            "seed-5/fold-02",
            "seed-5/fold-03");
    assertThat(plan.folds().get(4).settings().holdout()).isEqualTo(new RandomHoldout.Fold(2, 3));
  }

  @Test
  void partOfAPlanHasTheTestSetsOfTheWholePlan() {
    CrossValidationPlan plan = plan(new RandomProtocol.KFold(3), 1L).only(Set.of(2));

    assertThat(plan.folds())
        .extracting(CrossValidationPlan.FoldTraining::name)
        .containsExactly("seed-1/fold-02");
    assertThat(plan.testSets()).containsOnlyKeys("fold-01", "fold-02", "fold-03");
    assertThatThrownBy(() -> plan.only(Set.of(4)))
        .hasMessage("kfold has no fold 4: its folds are 2");
  }

  private CrossValidationPlan plan(Protocol protocol, Long... seeds) {
    return CrossValidationPlan.of(protocol, everybody, List.of(seeds), Settings.quick().build());
  }

  private static Protocol.TestSet testSet(int number, String name, String holdout) {
    return new Protocol.TestSet(number, name, Holdout.parse(holdout));
  }
}
