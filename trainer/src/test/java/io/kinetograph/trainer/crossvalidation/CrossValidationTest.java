// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import io.kinetograph.trainer.evaluation.UnknownDetection;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import io.kinetograph.trainer.file.CsvFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.ProgressRecord;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.Settings;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationTest {

  @TempDir private Path run = Path.of("");

  private final DataSet data = new Recordings(2, 3, 3).dataSet();
  private final ProgressRecord progress = new ProgressRecord();

  @Test
  void finishedFoldsAreNotRepeated() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    byte[] predictions = Files.readAllBytes(fold(1).resolve("predictions.csv"));

    run(plan(1), quick());

    assertThat(events())
        .containsExactly(
            "seed-1/subject-1: epochs done: 0",
            "epoch 1",
            "seed-1/subject-1: evaluated",
            "seed-1/subject-1: finished before",
            "seed-1/subject-2: epochs done: 0",
            "epoch 1",
            "seed-1/subject-2: evaluated",
            "seed-1/subject-3: epochs done: 0",
            "epoch 1",
            "seed-1/subject-3: evaluated");
    assertThat(fold(1).resolve("predictions.csv")).hasBinaryContent(predictions);
    assertThat(CrossValidationResults.of(run, "loso").orElseThrow().folds()).hasSize(3);
  }

  @Test
  void aResumedFoldGivesTheSamePredictions() throws IOException {
    Path straight = run.resolve("straight");
    new CrossValidation(straight, "loso", data, quick(), progress).run(plan(2).only(Set.of(2)));
    progress.lines().clear();
    stopAfterEpoch(1);

    assertThatThrownBy(() -> run(plan(2).only(Set.of(2)), quick())).hasMessage("stopped");
    progress.onLine(line -> {});
    run(plan(2).only(Set.of(2)), quick());

    assertThat(events())
        .containsExactly(
            "seed-1/subject-2: epochs done: 0",
            "epoch 1",
            "seed-1/subject-2: epochs done: 1",
            "epoch 2",
            "seed-1/subject-2: evaluated");
    assertThat(fold(2).resolve("predictions.csv"))
        .hasSameTextualContentAs(straight.resolve("loso/seed-1/subject-2/predictions.csv"));
  }

  @Test
  void saysThatAFoldIsContinuedWithAnotherNumberOfThreads() throws IOException {
    stopAfterEpoch(1);
    assertThatThrownBy(() -> run(plan(2).only(Set.of(2)), quick())).hasMessage("stopped");
    progress.onLine(line -> {});
    Path file = new RunFolder(fold(2)).run();
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"threads\" : 1", "\"threads\" : 3"));

    run(plan(2).only(Set.of(2)), quick());

    assertThat(progress.lines())
        .containsOnlyOnce(
            "seed-1/subject-2 (1 of 1): the threads are not as many as before (3, now 1): the"
                + " weights will differ slightly from those of an uninterrupted training");
  }

  @Test
  void aFinishedFoldsCheckpointIsDeletedUnlessKept() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, false, true));

    assertThat(new RunFolder(fold(1)).holdsRun()).isFalse();
    assertThat(new RunFolder(fold(2)).holdsRun()).isTrue();
    assertThat(fold(1)).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void theTestSetIsNotEvaluatedDuringTrainingUnlessWatched() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    assertThat(testAccuracy(1)).isEmpty();

    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, true, false, false, false));
    assertThat(testAccuracy(2)).isNotEmpty();
  }

  @Test
  void wornUnitsAreEvaluatedWithTheFoldOrLaterFromAKeptCheckpoint() throws IOException {
    run(plan(1).only(Set.of(1)), new CrossValidation.Options(1, false, true, false, false));
    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, false, true));
    run(plan(1).only(Set.of(3)), quick());
    run(plan(1), new CrossValidation.Options(1, false, true, false, false));

    List<CrossValidationResults.WornUnitsAccuracy> worn =
        CrossValidationResults.of(run, "loso").orElseThrow().wornUnits();
    assertThat(worn).hasSize(9);
    assertThat(worn.get(0).accuracy().count()).isEqualTo(2);
    assertThat(events())
        .contains(
            "seed-1/subject-3: some metrics by worn units are missing, and its checkpoint was not kept");
    // Of each fold all units, of the first two the eight other choices.
    assertThat(progress.tasks("evaluating").stream().mapToDouble(task -> task.done()).sum())
        .isEqualTo(6 * (3 + 2 * 8))
        .isEqualTo(progress.tasks("evaluating").stream().mapToDouble(task -> task.total()).sum());
    for (int subject = 1; subject <= 2; subject++) {
      FoldFolder folder = new FoldFolder(fold(subject));
      assertThat(folder.metadata().wornUnits())
          .containsEntry("all-five", folder.evaluation().accuracy());
    }
  }

  @Test
  void mountingsAreEvaluatedWithTheFoldOrLaterFromAKeptCheckpoint() throws IOException {
    CrossValidation.Options byMounting = new CrossValidation.Options(1, false, false, true, true);
    run(plan(1).only(Set.of(1)), byMounting);
    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, false, true));
    run(plan(1).only(Set.of(2)), byMounting);

    List<CrossValidationResults.MountingAccuracy> mountings =
        CrossValidationResults.of(run, "loso").orElseThrow().mountings();
    assertThat(mountings).hasSize(12).allMatch(mounting -> mounting.accuracy().count() == 2);
    // As recorded; 5 random mountings and one of three units; 2 others; and the sensor faults as
    // recorded and in any orientation, also with three units.
    assertThat(progress.tasks("evaluating").stream().mapToDouble(task -> task.done()).sum())
        .isEqualTo(2 * 6 * (1 + 6 * 3 + 2 + 3 * 3))
        .isEqualTo(progress.tasks("evaluating").stream().mapToDouble(task -> task.total()).sum());
    for (int subject = 1; subject <= 2; subject++) {
      FoldFolder folder = new FoldFolder(fold(subject));
      FinishedFold finished = folder.read("");
      assertThat(finished.anyOrientation())
          .hasSize(3)
          .allSatisfy(
              drawn ->
                  assertThat(drawn.predictions())
                      .extracting(Prediction::id)
                      .isEqualTo(
                          finished.evaluation().predictions().stream()
                              .map(Prediction::id)
                              .toList()));
      assertThat(finished.metadata().mountings().get("any"))
          .isEqualTo(
              new Accuracies(
                  mean(finished, Evaluation::accuracy),
                  mean(finished, Evaluation::coarseAccuracy)));
      assertThat(folder.metadata().mountings())
          .containsEntry(
              "as-recorded",
              new Accuracies(folder.evaluation().accuracy(), folder.evaluation().coarseAccuracy()));
    }
  }

  @Test
  void theProgressCountsTheEvaluations() throws IOException {
    CrossValidation.Options byMounting = new CrossValidation.Options(1, false, false, true, true);
    // 30 times 6 segments forward are as much as 5 epochs of 12 segments forward and backward.
    run(plan(1).only(Set.of(1)), byMounting);
    assertThat(progress.lines())
        .anyMatch(line -> line.startsWith("epoch 1: ") && line.contains("; 17% done"))
        .anyMatch(line -> line.contains(" segments; 100% done, about 0 min left"));

    run(plan(1).only(Set.of(2)), new CrossValidation.Options(1, false, false, false, true));
    progress.lines().clear();
    run(plan(1), byMounting);
    // Of 29 of the 30 evaluations of a finished fold, and the third one's epoch.
    assertThat(progress.lines())
        .anyMatch(line -> line.startsWith("epoch 1: ") && line.contains("; 54% done"))
        .anyMatch(line -> line.contains(" segments; 100% done, about 0 min left"));
  }

  /** Over the draws of any orientation, summed in their order. */
  private static double mean(FinishedFold fold, ToDoubleFunction<Evaluation> figure) {
    double sum = 0;
    for (Evaluation drawn : fold.anyOrientation()) {
      sum += figure.applyAsDouble(drawn);
    }
    return sum / fold.anyOrientation().size();
  }

  @Test
  void aFoldThatLacksPredictionsInAnyOrientationGetsThemFromItsCheckpoint() throws IOException {
    CrossValidation.Options byMounting = new CrossValidation.Options(1, false, false, true, true);
    run(plan(1).only(Set.of(1)), byMounting);
    FinishedFold complete = new FoldFolder(fold(1)).read("");
    String predictions = Files.readString(fold(1).resolve("predictions.csv"));
    String metadata = Files.readString(fold(1).resolve("fold.json"));
    Files.delete(fold(1).resolve("predictions-any-2.csv"));

    run(plan(1).only(Set.of(1)), byMounting);

    FinishedFold again = new FoldFolder(fold(1)).read("");
    assertThat(again.anyOrientation()).hasSize(3);
    for (int draw = 0; draw < 3; draw++) {
      assertThat(again.anyOrientation().get(draw).predictions())
          .isEqualTo(complete.anyOrientation().get(draw).predictions());
    }
    assertThat(fold(1).resolve("predictions.csv")).hasContent(predictions);
    assertThat(fold(1).resolve("fold.json")).hasContent(metadata);
  }

  @Test
  void aLeftOutActivityIsUnknownToItsNetworkAndCountsOnlyForItsDetection() throws IOException {
    DataSet three = new Recordings(3, 2, 4).dataSet();
    Protocol protocol = new SubjectProtocol.LeaveActivitiesOut(false);
    CrossValidationPlan plan =
        CrossValidationPlan.of(
                protocol, three.subjects(), List.of(1L), Settings.quick().epochs(1).build())
            .only(Set.of(1, 2, 3))
            .requireSplits(three);
    CrossValidation.Options figures = new CrossValidation.Options(1, false, true, true, false);
    for (int time = 1; time <= 2; time++) {
      new CrossValidation(run, protocol.name(), three, figures, progress).run(plan);
    }

    assertThat(events()).filteredOn(event -> event.endsWith("evaluated")).hasSize(3);
    assertThat(progress.tasks("evaluating").stream().mapToDouble(task -> task.done()).sum())
        .isEqualTo(progress.tasks("evaluating").stream().mapToDouble(task -> task.total()).sum());
    FinishedFold fold = new FoldFolder(run.resolve("unknown/seed-1/standing")).read("");
    assertThat(CsvFile.read(run.resolve("unknown/seed-1/standing/predictions.csv")).header())
        .endsWith("logit:sitting", "logit:lying-on-back");
    assertThat(fold.evaluation().predictions())
        .hasSize(12)
        .allMatch(p -> p.id().subject() == 2 && !p.predicted().equals("standing"));
    assertThat(fold.known().predictions())
        .isEqualTo(
            fold.evaluation().predictions().stream().filter(p -> p.id().activity() != 2).toList());
    assertThat(fold.metadata().wornUnits()).containsEntry("all-five", fold.known().accuracy());
    assertThat(fold.metadata().mountings().get("as-recorded"))
        .isEqualTo(new Accuracies(fold.known().accuracy(), fold.known().coarseAccuracy()));
    CrossValidationResults results = CrossValidationResults.of(run, "unknown").orElseThrow();
    assertThat(results.segments()).isEqualTo(3 * 8);
    assertThat(results.folds().get(1).accuracy()).isBetween(0.0, 1.0);
    assertThat(results.missing()).hasSize(16);
    assertThat(results.calibration()).isNull();
    UnknownResults unknown = Objects.requireNonNull(results.unknown());
    assertThat(unknown.leftOut())
        .extracting(UnknownResults.LeftOut::name)
        .containsExactly("sitting", "standing", "lying-on-back");
    assertThat(unknown.leftOut().get(1).auroc()).isEqualTo(auroc(fold, fold.evaluation()));
    assertThat(unknown.leftOut().get(1).anyAuroc())
        .isCloseTo(mean(fold, drawn -> auroc(fold, drawn)), within(1e-12));
    assertThat(unknown.auroc().count()).isEqualTo(3);
    assertThat(unknown.leftOut()).allMatch(out -> out.auroc() >= unknown.worst().auroc());
    assertThat(ResultsText.of(results))
        .contains("worst: " + unknown.worst().name() + ", AUROC ")
        .containsPattern("\\Rstanding +[01][.][0-9]{4} +[01][.][0-9]{4}\\R");
  }

  private static double auroc(FinishedFold fold, Evaluation evaluation) {
    return UnknownDetection.auroc(
        evaluation.where(fold::knows).energies(),
        evaluation.where(id -> id.activity() == 2).energies());
  }

  @Test
  void refusesFinishedFoldsOfOtherSettings() throws IOException {
    run(plan(1).only(Set.of(1)), quick());

    assertThatThrownBy(() -> run(plan(2), quick()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("subject-1 contains a fold with other settings: epochs 1, not 2;");
    assertThatThrownBy(
            () ->
                new CrossValidation(
                        run, "loso", new Recordings(2, 4, 3).dataSet(), quick(), progress)
                    .run(plan(1, 4)))
        .hasMessageContaining(
            "test sets subject:1 subject:2 subject:3, not subject:1 subject:2 subject:3 subject:4");
  }

  @Test
  void refusesAnInterruptedFoldOfOtherSettingsOrRecordingsBeforeItTrainsAnother() {
    stopAfterEpoch(1);
    assertThatThrownBy(() -> run(plan(2).only(Set.of(2)), quick())).hasMessage("stopped");
    progress.lines().clear();
    progress.onLine(line -> {});

    assertThatThrownBy(() -> run(plan(3), quick()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            fold(2)
                + " contains a run with other settings: epochs 2, not 3; choose another folder, or"
                + " delete this one");
    assertThatThrownBy(() -> run(plan(2), withOthersOfSubject(3)))
        .isInstanceOf(IOException.class)
        .hasMessage("the data are not those that the run in " + fold(2) + " was started with");
    assertThat(progress.lines()).isEmpty();
  }

  @Test
  void refusesFinishedFoldsOfOtherRecordings() throws IOException {
    run(plan(1).only(Set.of(1)), quick());

    assertThatThrownBy(
            () ->
                new CrossValidation(
                        run, "loso", new Recordings(2, 3, 4).dataSet(), quick(), progress)
                    .run(plan(1)))
        .hasMessageContaining("was evaluated on other segments than these data give");
  }

  @Test
  void refusesFinishedFoldsThatWereTrainedOnOtherRecordings() throws IOException {
    run(plan(1).only(Set.of(1)), quick());
    progress.lines().clear();

    for (long seed = 1; seed <= 2; seed++) {
      CrossValidationPlan plan = plan(1, 3, seed);
      assertThatThrownBy(() -> run(plan, withOthersOfSubject(3)))
          .as("seed %d", seed)
          .isInstanceOf(IOException.class)
          .hasMessage(
              fold(1)
                  + " was trained on other recordings than these data give: choose another folder"
                  + " with --run, or delete this fold");
    }
    assertThat(progress.lines()).isEmpty();
  }

  @Test
  void refusesFinishedFoldsOfAnotherVersionOfTheModel() throws IOException {
    run(plan(1).only(Set.of(1, 2)), quick());
    Path metadata = fold(2).resolve("fold.json");
    String written = Files.readString(metadata);
    TrainingSettings settings = Settings.quick().epochs(1).build();

    for (String format : List.of("none", "99")) {
      String line = format.equals("none") ? "" : "\"modelFormat\" : " + format + ",";
      Files.writeString(metadata, written.replaceFirst("\"modelFormat\" : \\d+,", line));
      Map<String, ThrowingCallable> uses =
          Map.of(
              "cross-validate", () -> run(plan(1), quick()),
              "summarize", () -> CrossValidationResults.of(run, "loso"),
              "export", () -> Calibrated.of(run, settings, 0.02));
      uses.forEach(
          (name, use) ->
              assertThatThrownBy(use)
                  .as(name)
                  .isInstanceOf(IOException.class)
                  .hasMessage(
                      fold(2)
                          + " is a fold of another version of the model (format "
                          + format
                          + ", not "
                          + ResNet.MODEL_FORMAT
                          + "), whose results must not be mixed with those of this version: choose"
                          + " another folder with cross-validate --run, or delete this fold"));
    }
  }

  @Test
  void skipsAFoldThatAnotherProcessWorksOn() throws IOException {
    FoldFolder taken = new FoldFolder(fold(1));
    try (FoldFolder.Claim claim = taken.claim().orElseThrow()) {
      assertThat(claim.folder()).isEqualTo(taken);
      run(plan(1).only(Set.of(1, 2)), quick());
    }

    assertThat(events())
        .containsExactly(
            "seed-1/subject-1: skipped, another process works on it",
            "seed-1/subject-2: epochs done: 0",
            "epoch 1",
            "seed-1/subject-2: evaluated");
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
                  + " was trained on 6 of the 6 segments of the test set subject:1; choose weights"
                  + " that have not seen it");
    }
    run(plan(new InitialWeights.FromCheckpoint(later)).only(Set.of(2)), quick());

    assertThat(events())
        .containsExactly(
            "seed-1/subject-2: epochs done: 0", "epoch 1", "seed-1/subject-2: evaluated");
  }

  /** Without subject 2. */
  private void train(Path folder, InitialWeights start) throws IOException {
    TrainingSettings settings =
        Settings.quick().epochs(1).holdout("subject:2").start(start).build();
    try (Training training = new TrainingFolder(folder).start(data, settings, 1)) {
      training.run(Progress.none(), training.remainingWork(), true);
    }
  }

  private CrossValidationPlan plan(InitialWeights start) {
    return CrossValidationPlan.of(
        new SubjectProtocol.LeaveOneSubjectOut(),
        data.subjects(),
        List.of(1L),
        Settings.quick().epochs(1).start(start).build());
  }

  private CrossValidationPlan plan(int epochs) {
    return plan(epochs, 3);
  }

  private static CrossValidationPlan plan(int epochs, int subjects) {
    return plan(epochs, subjects, 1);
  }

  private static CrossValidationPlan plan(int epochs, int subjects, long seed) {
    return CrossValidationPlan.of(
        new SubjectProtocol.LeaveOneSubjectOut(),
        new Recordings(1, subjects, 1).dataSet().subjects(),
        List.of(seed),
        Settings.quick().epochs(epochs).build());
  }

  private void run(CrossValidationPlan plan, CrossValidation.Options options) throws IOException {
    new CrossValidation(run, "loso", data, options, progress).run(plan);
  }

  private void run(CrossValidationPlan plan, DataSet recordings) throws IOException {
    new CrossValidation(run, "loso", recordings, quick(), progress).run(plan);
  }

  /** The same segments, but with other accelerations of a subject. */
  private DataSet withOthersOfSubject(int subject) {
    List<RecordedSegment> segments = new ArrayList<>();
    for (RecordedSegment recorded : data.segments()) {
      float[] values = recorded.segment().toArray();
      values[0] += recorded.id().subject() == subject ? 1 : 0;
      segments.add(new RecordedSegment(recorded.id(), recorded.segment().withValues(values)));
    }
    return new DataSet(segments);
  }

  private static CrossValidation.Options quick() {
    return new CrossValidation.Options(1, false, false, false, false);
  }

  /** The test accuracy of the first epoch; empty if it was not measured. */
  private String testAccuracy(int subject) throws IOException {
    CsvFile metrics = CsvFile.read(new RunFolder(fold(subject)).metrics());
    return metrics.rows().get(0).get(metrics.header().indexOf("test_accuracy"));
  }

  private Path fold(int subject) {
    return run.resolve("loso/seed-1/subject-" + subject);
  }

  /** What was reported of folds and epochs, without data and figures. */
  private List<String> events() {
    return progress.lines().stream()
        .map(line -> line.replaceFirst(" \\(\\d of \\d\\)", ""))
        .map(line -> line.replaceFirst("training on .*(epochs done: \\d) of \\d$", "$1"))
        .map(line -> line.replaceFirst("^(epoch \\d): .*", "$1"))
        .map(line -> line.replaceFirst("accuracy \\d.*", "evaluated"))
        .toList();
  }

  private void stopAfterEpoch(int epoch) {
    progress.onLine(
        line -> {
          if (line.startsWith("epoch " + epoch + ":")) {
            throw new IllegalStateException("stopped");
          }
        });
  }
}
