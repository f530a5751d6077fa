package io.kinetograph.trainer.crossvalidation;

import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.data.Split;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.Prediction;
import io.kinetograph.trainer.evaluation.WornUnits;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.WatchedClassifier;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EarlierData;
import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.TrainedModel;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains and evaluates the folds of a plan, each in a folder of its own below the protocol's.
 * Finished folds are not repeated, and interrupted ones are resumed. Several processes may work in
 * one folder: each skips the folds that another process works on.
 */
public final class CrossValidation {

  private final Path folder;
  private final DataSet data;
  private final Options options;
  private final CrossValidationListener listener;

  /**
   * How to run a cross-validation; no option changes the result of a fold.
   *
   * @param threads that compute, at least 1
   * @param watch whether the test set is evaluated after each epoch, which decides nothing
   * @param byUnits whether each fold is also evaluated with only some units worn
   * @param keepCheckpoints whether the checkpoint of a finished fold stays
   */
  public record Options(int threads, boolean watch, boolean byUnits, boolean keepCheckpoints) {}

  /**
   * Prepares a cross-validation.
   *
   * @param run folder that has a folder for each protocol
   * @param protocol the protocol's name
   * @param data the recordings of all subjects that the settings ask for
   * @param options how to run it
   * @param listener receives the progress
   */
  public CrossValidation(
      Path run, String protocol, DataSet data, Options options, CrossValidationListener listener) {
    this.folder = run.resolve(protocol);
    this.data = data;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Trains and evaluates the folds that are not finished.
   *
   * @throws IOException if a finished fold was trained with other settings or data (the message
   *     names the fold and the difference), if the initial weights were trained on segments of a
   *     test set, or if something cannot be read or written
   */
  public void run(CrossValidationPlan plan) throws IOException {
    // Before hours of training, not after.
    for (FinishedFold finished : FinishedFold.readAll(folder)) {
      refuse(
          finished.name(),
          finished
              .metadata()
              .differencesFrom(plan.folds().get(0).settings().toMap(), plan.testSets()));
    }
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      if (place.isDone()) {
        requireSame(fold, place);
      } else if (!Training.isIn(place.path())) {
        EarlierData.requireNew(fold.settings(), data);
      }
    }
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      Optional<FoldFolder.Claim> claim = place.claim();
      if (claim.isEmpty()) {
        listener.foldBusy(fold);
        continue;
      }
      try {
        if (place.isDone()) {
          listener.foldSkipped(fold);
          addWornUnits(fold, place);
        } else {
          train(plan, fold, place);
        }
      } finally {
        claim.get().close();
      }
    }
  }

  private void requireSame(FoldTraining fold, FoldFolder place) throws IOException {
    refuse(
        fold.name(),
        TrainingSettings.differences(fold.settings().toMap(), place.metadata().settings()));
    if (!place.evaluation().predictions().stream()
        .map(Prediction::id)
        .toList()
        .equals(testSet(fold).segments().stream().map(RecordedSegment::id).toList())) {
      throw new IOException(
          "%s was evaluated on other segments than these data give: choose another folder"
              .formatted(place.path()));
    }
  }

  private void refuse(String name, String differences) throws IOException {
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s holds a fold of other settings: %s".formatted(folder.resolve(name), differences));
    }
  }

  private DataSet testSet(FoldTraining fold) {
    TrainingSettings settings = fold.settings();
    Split split =
        settings
            .holdout()
            .split(data.where(id -> settings.subjects().contains(id.subject())), settings.seed());
    return split.heldOut();
  }

  /** A fold that was finished without its accuracy by worn units gets it from its checkpoint. */
  private void addWornUnits(FoldTraining fold, FoldFolder place) throws IOException {
    FinishedFold.Metadata metadata = place.metadata();
    if (!options.byUnits() || !metadata.wornUnits().isEmpty()) {
      return;
    }
    if (!Training.isIn(place.path())) {
      listener.wornUnitsUnavailable(fold);
      return;
    }
    PyTorch.start(options.threads());
    try (NDManager manager = PyTorch.newManager()) {
      Classifier classifier = TrainedModel.read(place.path(), manager).classifier(manager);
      DataSet testSet = testSet(fold);
      listener.evaluationStarted(fold, testSet.size() * (WornUnits.usual().size() - 1L));
      Map<String, Double> wornUnits =
          Evaluation.byUnits(
              new WatchedClassifier(classifier, listener::segmentsEvaluated),
              testSet,
              place.evaluation());
      listener.evaluationDone();
      place.write(metadata.withWornUnits(wornUnits));
    }
  }

  private void train(CrossValidationPlan plan, FoldTraining fold, FoldFolder place)
      throws IOException {
    try (Training training =
        Training.startOrResume(place.path(), data, fold.settings(), options.threads())) {
      EpochTimer timer = new EpochTimer(listener.foldStarted(fold, training), options.watch());
      training.run(timer);
      DataSet testSet = training.testSet();
      listener.evaluationStarted(
          fold, testSet.size() * (options.byUnits() ? WornUnits.usual().size() : 1L));
      Classifier classifier =
          new WatchedClassifier(training.averageClassifier(), listener::segmentsEvaluated);
      Evaluation evaluation = Evaluation.of(classifier, testSet);
      Map<String, Double> wornUnits =
          options.byUnits() ? Evaluation.byUnits(classifier, testSet, evaluation) : Map.of();
      listener.evaluationDone();
      place.write(
          evaluation,
          new FinishedFold.Metadata(
              plan.protocol(),
              plan.testSets(),
              plan.notes(),
              fold.settings().toMap(),
              training.trainingSet().size(),
              timer.meanSeconds(),
              wornUnits));
      if (!options.keepCheckpoints()) {
        Training.dropCheckpoint(place.path());
      }
      listener.foldDone(fold, evaluation);
    }
  }

  /** Forwards the progress of a training, and measures its epochs. */
  private static final class EpochTimer implements TrainingListener {

    private final TrainingListener next;
    private final boolean watch;
    private double seconds;
    private int epochs;

    EpochTimer(TrainingListener next, boolean watch) {
      this.next = next;
      this.watch = watch;
    }

    /** Mean seconds per epoch; null if there was none. */
    @Nullable Double meanSeconds() {
      return epochs == 0 ? null : seconds / epochs;
    }

    @Override
    public void rateSearchStarted(int steps) {
      next.rateSearchStarted(steps);
    }

    @Override
    public void rateSearchStepDone() {
      next.rateSearchStepDone();
    }

    @Override
    public void rateFound(double rate) {
      next.rateFound(rate);
    }

    @Override
    public boolean watchesHeldPart() {
      return watch;
    }

    @Override
    public void epochStarted(int epoch, int epochs, int steps) {
      next.epochStarted(epoch, epochs, steps);
    }

    @Override
    public void stepDone(double loss) {
      next.stepDone(loss);
    }

    @Override
    public void epochDone(EpochFigures figures) {
      seconds += figures.times().total();
      epochs++;
      next.epochDone(figures);
    }
  }
}
