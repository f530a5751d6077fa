package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.Settings;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationTest {

  @TempDir private Path run = Path.of("");

  private final DataSet data = new Recordings(2, 3, 3).dataSet();
  private final Diary diary = new Diary();

  @Test
  void finishedFoldsAreNotRepeated() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    byte[] predictions = Files.readAllBytes(fold(1).resolve("predictions.csv"));

    run(plan(1), quick());

    assertThat(diary.lines)
        .containsExactly(
            "seed-1/subject-1 started at 0",
            "epoch 1",
            "seed-1/subject-1 done",
            "seed-1/subject-1 skipped",
            "seed-1/subject-2 started at 0",
            "epoch 1",
            "seed-1/subject-2 done",
            "seed-1/subject-3 started at 0",
            "epoch 1",
            "seed-1/subject-3 done");
    assertThat(fold(1).resolve("predictions.csv")).hasBinaryContent(predictions);
    assertThat(CrossValidationResults.of(run, "loso").orElseThrow().folds()).hasSize(3);
  }

  @Test
  void aResumedFoldGivesTheSamePredictions() throws IOException {
    Path straight = run.resolve("straight");
    new CrossValidation(straight, "loso", data, quick(), diary).run(plan(2).only(Set.of(2)));
    diary.lines.clear();
    diary.stopAfter = 1;

    assertThatThrownBy(() -> run(plan(2).only(Set.of(2)), quick())).hasMessage("stopped");
    diary.stopAfter = Integer.MAX_VALUE;
    run(plan(2).only(Set.of(2)), quick());

    assertThat(diary.lines)
        .containsExactly(
            "seed-1/subject-2 started at 0",
            "epoch 1",
            "seed-1/subject-2 started at 1",
            "epoch 2",
            "seed-1/subject-2 done");
    assertThat(fold(2).resolve("predictions.csv"))
        .hasSameTextualContentAs(straight.resolve("loso/seed-1/subject-2/predictions.csv"));
  }

  @Test
  void aFinishedFoldsCheckpointIsDeletedUnlessKept() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, true));

    assertThat(Training.isIn(fold(1))).isFalse();
    assertThat(Training.isIn(fold(2))).isTrue();
    assertThat(fold(1)).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void theTestSetIsNotEvaluatedDuringTrainingUnlessWatched() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    assertThat(diary.figures.get(0).heldAccuracy()).isEmpty();

    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, true, false, false));
    assertThat(diary.figures.get(1).heldAccuracy()).isPresent();
  }

  @Test
  void wornUnitsAreEvaluatedWithTheFoldOrLaterFromAKeptCheckpoint() throws IOException {
    run(plan(1).only(Set.of(1)), new CrossValidation.Options(1, false, true, false));
    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, true));
    run(plan(1).only(Set.of(3)), quick());
    run(plan(1), new CrossValidation.Options(1, false, true, false));

    List<CrossValidationResults.WornUnitsAccuracy> worn =
        CrossValidationResults.of(run, "loso").orElseThrow().wornUnits();
    assertThat(worn).hasSize(9);
    assertThat(worn.get(0).accuracy().count()).isEqualTo(2);
    assertThat(diary.lines).contains("seed-1/subject-3 worn units unavailable");
    // Of each fold all units, of the first two the eight other choices.
    assertThat(diary.evaluated).isEqualTo(6 * (3 + 2 * 8)).isEqualTo(diary.toEvaluate);
    for (int subject = 1; subject <= 2; subject++) {
      FoldFolder folder = new FoldFolder(fold(subject));
      assertThat(folder.metadata().wornUnits())
          .containsEntry("all-five", folder.evaluation().accuracy());
    }
  }

  @Test
  void refusesFinishedFoldsOfOtherSettings() throws IOException {
    run(plan(1).only(Set.of(1)), quick());

    assertThatThrownBy(() -> run(plan(2), quick()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("subject-1 holds a fold of other settings: epochs 1, not 2");
    assertThatThrownBy(
            () ->
                new CrossValidation(run, "loso", new Recordings(2, 4, 3).dataSet(), quick(), diary)
                    .run(plan(1, 4)))
        .hasMessageEndingWith(
            "test sets subject:1 subject:2 subject:3, not subject:1 subject:2 subject:3 subject:4");
  }

  @Test
  void refusesAnInterruptedFoldOfOtherSettings() {
    diary.stopAfter = 1;
    assertThatThrownBy(() -> run(plan(2).only(Set.of(1)), quick())).hasMessage("stopped");

    assertThatThrownBy(() -> run(plan(3).only(Set.of(1)), quick()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("holds a run of other settings: epochs 2, not 3");
  }

  @Test
  void refusesFinishedFoldsOfOtherRecordings() throws IOException {
    run(plan(1).only(Set.of(1)), quick());

    assertThatThrownBy(
            () ->
                new CrossValidation(run, "loso", new Recordings(2, 3, 4).dataSet(), quick(), diary)
                    .run(plan(1)))
        .hasMessageContaining("was evaluated on other segments than these data give");
  }

  @Test
  void skipsAFoldThatAnotherProcessWorksOn() throws IOException {
    FoldFolder taken = new FoldFolder(fold(1));
    try (FoldFolder.Claim claim = taken.claim().orElseThrow()) {
      assertThat(claim.folder()).isEqualTo(taken);
      run(plan(1).only(Set.of(1, 2)), quick());
    }

    assertThat(diary.lines)
        .containsExactly(
            "seed-1/subject-1 busy",
            "seed-1/subject-2 started at 0",
            "epoch 1",
            "seed-1/subject-2 done");
  }

  @Test
  void refusesInitialWeightsTrainedOnTheTestSet() throws IOException {
    Path earlier = run.resolve("earlier");
    Path later = run.resolve("later");
    train(earlier, new InitialWeights.Random());
    train(later, new InitialWeights.FromCheckpoint(earlier));

    for (Path model : List.of(earlier, later)) {
      CrossValidationPlan plan = plan(new InitialWeights.FromCheckpoint(model));
      assertThatThrownBy(() -> run(plan.only(Set.of(1, 2)), quick()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              model
                  + " knows 6 of the 6 segments that subject:1 keeps back: nothing can be measured"
                  + " by them");
    }
    run(plan(new InitialWeights.FromCheckpoint(later)).only(Set.of(2)), quick());

    assertThat(diary.lines)
        .containsExactly("seed-1/subject-2 started at 0", "epoch 1", "seed-1/subject-2 done");
  }

  /** Without subject 2. */
  private void train(Path folder, InitialWeights start) throws IOException {
    TrainingSettings settings =
        Settings.quick().epochs(1).holdout("subject:2").start(start).build();
    try (Training training = Training.start(folder, data, settings, 1)) {
      training.run(new Diary());
    }
  }

  private CrossValidationPlan plan(InitialWeights start) {
    return CrossValidationPlan.of(
        new Protocol.LeaveOneSubjectOut(),
        data.subjects(),
        List.of(1L),
        (seed, holdout) -> Settings.quick().epochs(1).holdout(holdout.text()).start(start).build());
  }

  private CrossValidationPlan plan(int epochs) {
    return plan(epochs, 3);
  }

  private static CrossValidationPlan plan(int epochs, int subjects) {
    return CrossValidationPlan.of(
        new Protocol.LeaveOneSubjectOut(),
        new Recordings(1, subjects, 1).dataSet().subjects(),
        List.of(1L),
        (seed, holdout) ->
            Settings.quick().seed(seed).epochs(epochs).holdout(holdout.text()).build());
  }

  private void run(CrossValidationPlan plan, CrossValidation.Options options) throws IOException {
    new CrossValidation(run, "loso", data, options, diary).run(plan);
  }

  private static CrossValidation.Options quick() {
    return new CrossValidation.Options(1, false, false, false);
  }

  private Path fold(int subject) {
    return run.resolve("loso/seed-1/subject-" + subject);
  }

  /** Records all calls. */
  private static final class Diary implements CrossValidationListener, TrainingListener {

    private final List<String> lines = new ArrayList<>();
    private final List<EpochFigures> figures = new ArrayList<>();
    private int stopAfter = Integer.MAX_VALUE;
    private long toEvaluate;
    private long evaluated;

    @Override
    public void foldSkipped(CrossValidationPlan.FoldTraining fold) {
      lines.add(fold.name() + " skipped");
    }

    @Override
    public void foldBusy(CrossValidationPlan.FoldTraining fold) {
      lines.add(fold.name() + " busy");
    }

    @Override
    public TrainingListener foldStarted(CrossValidationPlan.FoldTraining fold, Training training) {
      lines.add(fold.name() + " started at " + training.epochsDone());
      return this;
    }

    @Override
    public void evaluationStarted(CrossValidationPlan.FoldTraining fold, long segments) {
      toEvaluate += segments;
    }

    @Override
    public void segmentsEvaluated(int count) {
      evaluated += count;
    }

    @Override
    public void foldDone(CrossValidationPlan.FoldTraining fold, Evaluation evaluation) {
      lines.add(fold.name() + " done");
    }

    @Override
    public void wornUnitsUnavailable(CrossValidationPlan.FoldTraining fold) {
      lines.add(fold.name() + " worn units unavailable");
    }

    @Override
    public void epochStarted(int epoch, int epochs, int steps) {}

    @Override
    public void stepDone(double loss) {}

    @Override
    public void epochDone(EpochFigures done) {
      lines.add("epoch " + done.epoch());
      figures.add(done);
      if (done.epoch() == stopAfter) {
        throw new IllegalStateException("stopped");
      }
    }
  }
}
