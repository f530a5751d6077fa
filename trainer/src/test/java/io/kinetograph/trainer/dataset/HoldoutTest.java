package io.kinetograph.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HoldoutTest {

  private final DataSet data = new Recordings(3, 2, 10).dataSet();

  @Test
  void randomKeepsBackTheSameShareOfEveryActivity() {
    Split split = Holdout.parse("random:0.2", 7).split(data);

    assertThat(split.held().size()).isEqualTo(12);
    for (int activity : data.activities()) {
      assertThat(split.held().where(id -> id.activity() == activity).size()).isEqualTo(4);
    }
    assertNothingOnBothSides(split);
  }

  @Test
  void randomDependsOnTheSeedAlone() {
    Split one = Holdout.parse("random:0.2", 7).split(data);

    assertThat(Holdout.parse("random:0.2", 7).split(data).held().segments())
        .isEqualTo(one.held().segments());
    assertThat(Holdout.parse("random:0.2", 8).split(data).held().segments())
        .isNotEqualTo(one.held().segments());
  }

  @Test
  void subjectKeepsBackOneSubject() {
    Split split = Holdout.parse("subject:2", 7).split(data);

    assertThat(split.held().subjects()).containsExactly(2);
    assertThat(split.training().subjects()).containsExactly(1);
    assertNothingOnBothSides(split);
  }

  @Test
  void noneKeepsBackNothing() {
    assertThat(Holdout.parse("none", 7).split(data).held().size()).isZero();
  }

  @Test
  void refusesASubjectThatIsNotThere() {
    assertThatThrownBy(() -> Holdout.parse("subject:5", 7).split(data))
        .hasMessage("subject 5 cannot be held back from subjects 1,2");
  }

  @Test
  void refusesOtherRules() {
    assertThatThrownBy(() -> Holdout.parse("half", 7)).hasMessageContaining("'half' is not");
    assertThatThrownBy(() -> Holdout.parse("random:x", 7)).hasMessageContaining("'x' is not");
    assertThatThrownBy(() -> Holdout.parse("random:1", 7)).hasMessageContaining("1.0");
  }

  @Test
  void readsBackWhatItWrites() {
    for (String text : new String[] {"random:0.25", "subject:3", "none"}) {
      assertThat(Holdout.parse(text, 7).text()).isEqualTo(text);
    }
  }

  private void assertNothingOnBothSides(Split split) {
    assertThat(split.training().size() + split.held().size()).isEqualTo(data.size());
    assertThat(split.held().segments()).doesNotContainAnyElementsOf(split.training().segments());
  }
}
