package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.trainer.data.Holdout;
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
    Parts parts = new Protocol.SubjectPairs().parts(everybody);

    assertThat(parts.parts())
        .extracting(Part::holdout)
        .containsExactly("subjects:1,2", "subjects:3,4", "subjects:5,6", "subjects:7,8");
    assertThat(parts.notes()).isEmpty();
  }

  @Test
  void pairsSaysWhichPairIsMissingOrIncomplete() {
    Parts incomplete = new Protocol.SubjectPairs().parts(Subjects.parse("1-7").numbers());
    Parts missing = new Protocol.SubjectPairs().parts(Subjects.parse("1,2,5-8").numbers());

    assertThat(incomplete.parts().get(3)).isEqualTo(new Part(4, "pair-4", "subjects:7"));
    assertThat(incomplete.notes())
        .containsExactly("pair 4 is subject 7 alone: the data have nothing of subject 8");
    assertThat(missing.parts()).extracting(Part::number).containsExactly(1, 3, 4);
    assertThat(missing.notes())
        .containsExactly("pair 2 is left out: the data have nothing of subjects 3,4");
    assertThatThrownBy(() -> new Protocol.SubjectPairs().parts(new TreeSet<>(Set.of(1, 2))))
        .hasMessage("the data have subjects 1,2, and two pairs are the least");
  }

  @Test
  void losoLeavesOutEverySubjectInTurn() {
    Parts parts = new Protocol.LeaveOneSubjectOut().parts(Subjects.parse("2,5").numbers());

    assertThat(parts.parts())
        .containsExactly(
            new Part(2, "subject-2", "subject:2"), new Part(5, "subject-5", "subject:5"));
    assertThatThrownBy(() -> new Protocol.LeaveOneSubjectOut().parts(new TreeSet<>(Set.of(3))))
        .hasMessage("subject 3 alone cannot be left out one by one");
  }

  @Test
  void foldsAndRepeatsAreNumbered() {
    assertThat(new Protocol.KFold(10).parts(everybody).parts())
        .hasSize(10)
        .contains(new Part(3, "fold-03", "fold:3:10"));
    assertThat(new Protocol.RepeatedSubSampling(10, 0.25).parts(everybody).parts())
        .hasSize(10)
        .contains(new Part(10, "repeat-10", "repeat:10:0.25"));
    assertThat(new Protocol.RandomSplit(0.2).parts(everybody).parts())
        .containsExactly(new Part(1, "split", "random:0.2"));
    assertThatThrownBy(() -> new Protocol.KFold(1)).hasMessageContaining("folds 1");
    assertThatThrownBy(() -> new Protocol.RepeatedSubSampling(0, 0.2))
        .hasMessageContaining("repeats 0");
  }

  @Test
  void aPlanHasEveryPartWithEverySeed() {
    CrossValidationPlan plan = plan(new Protocol.KFold(3), 1L, 5L);

    assertThat(plan.folds())
        .extracting(FoldTraining::name)
        .containsExactly(
            "seed-1/fold-01",
            "seed-1/fold-02",
            "seed-1/fold-03",
            "seed-5/fold-01",
            "seed-5/fold-02",
            "seed-5/fold-03");
    assertThat(plan.folds().get(4).settings().holdout()).isEqualTo(new Holdout.Fold(2, 3));
  }

  @Test
  void someOfAPlanRemembersTheWhole() {
    CrossValidationPlan plan = plan(new Protocol.KFold(3), 1L).only(Set.of(2));

    assertThat(plan.folds()).extracting(FoldTraining::name).containsExactly("seed-1/fold-02");
    assertThat(plan.whole()).containsOnlyKeys("fold-01", "fold-02", "fold-03");
    assertThatThrownBy(() -> plan.only(Set.of(4))).hasMessage("kfold has no part 4, only 2");
  }

  private CrossValidationPlan plan(Protocol protocol, Long... seeds) {
    return CrossValidationPlan.of(
        protocol,
        everybody,
        List.of(seeds),
        (seed, holdout) -> Settings.quick().seed(seed).holdout(holdout).build());
  }
}
