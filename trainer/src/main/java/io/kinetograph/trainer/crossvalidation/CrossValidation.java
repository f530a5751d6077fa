package io.kinetograph.trainer.crossvalidation;

import ai.djl.ndarray.NDManager;
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
import io.kinetograph.trainer.training.TrainedModel;
import io.kinetograph.trainer.training.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Trains and judges the folds of a plan, each in a folder of its own below the protocol's. What is
 * done is not done again, and what was begun is taken up. Several processes may work in one folder:
 * each leaves alone what another is at.
 */
public final class CrossValidation {

  private final Path folder;
  private final DataSet data;
  private final CrossValidationOptions options;
  private final CrossValidationListener listener;

  /**
   * Prepares a run.
   *
   * @param run folder that protocols have their folders in
   * @param protocol the protocol's name
   * @param data the recordings of all subjects that the settings ask for
   * @param options how to go about it
   * @param listener is told how it goes on
   */
  public CrossValidation(
      Path run,
      String protocol,
      DataSet data,
      CrossValidationOptions options,
      CrossValidationListener listener) {
    this.folder = run.resolve(protocol);
    this.data = data;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Trains and judges what is not done yet.
   *
   * @throws IOException if a fold that is kept was trained with other settings or data, naming the
   *     fold and what differs, if the weights to begin with know what a fold keeps back, or if
   *     something cannot be read or written
   */
  public void run(CrossValidationPlan plan) throws IOException {
    // Before hours of training, not after.
    for (KeptFold kept : KeptFolds.read(folder)) {
      requirePlanned(plan, kept);
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
          takeUp(fold, place);
        } else {
          train(plan, fold, place);
        }
      } finally {
        claim.get().close();
      }
    }
  }

  private void requirePlanned(CrossValidationPlan plan, KeptFold kept) throws IOException {
    Map<String, String> asked = Differences.withoutPart(plan.folds().get(0).settings().toMap());
    String differences =
        TrainingSettings.differences(asked, Differences.withoutPart(kept.notes().settings()));
    if (differences.isEmpty()) {
      differences = Differences.ofParts(plan.whole(), kept.notes().planned());
    }
    refuse(kept.name(), differences);
  }

  private void requireSame(FoldTraining fold, FoldFolder place) throws IOException {
    refuse(
        fold.name(),
        TrainingSettings.differences(fold.settings().toMap(), place.notes().settings()));
    if (!place.evaluation().predictions().stream()
        .map(Prediction::id)
        .toList()
        .equals(split(fold).heldOut().segments().stream().map(RecordedSegment::id).toList())) {
      throw new IOException(
          "%s holds a fold of other segments than these data give: choose another folder"
              .formatted(place.path()));
    }
  }

  private void refuse(String name, String differences) throws IOException {
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s holds a fold of other settings: %s".formatted(folder.resolve(name), differences));
    }
  }

  private Split split(FoldTraining fold) {
    return fold.settings()
        .holdout()
        .split(
            data.where(id -> fold.settings().subjects().contains(id.subject())),
            fold.settings().seed());
  }

  private void takeUp(FoldTraining fold, FoldFolder place) throws IOException {
    listener.foldKept(fold);
    FoldNotes notes = place.notes();
    if (!options.byUnits() || !notes.worn().isEmpty()) {
      return;
    }
    if (!Training.isIn(place.path())) {
      listener.wornUnknown(fold);
      return;
    }
    PyTorch.start(options.threads());
    try (NDManager manager = PyTorch.newManager()) {
      Classifier classifier = TrainedModel.read(place.path(), manager).classifier(manager);
      DataSet held = split(fold).heldOut();
      listener.judgingStarted(fold, held.size() * (WornUnits.usual().size() - 1L));
      Map<String, Double> worn =
          Evaluation.byUnits(
              new WatchedClassifier(classifier, listener::segmentsJudged),
              held,
              place.evaluation());
      listener.judgingDone();
      place.keep(notes.withWorn(worn));
    }
  }

  private void train(CrossValidationPlan plan, FoldTraining fold, FoldFolder place)
      throws IOException {
    try (Training training =
        Training.startOrResume(place.path(), data, fold.settings(), options.threads())) {
      TimedEpochs epochs = new TimedEpochs(listener.foldStarted(fold, training), options.watch());
      training.run(epochs);
      DataSet held = training.testSet();
      listener.judgingStarted(
          fold, held.size() * (options.byUnits() ? WornUnits.usual().size() : 1L));
      Classifier classifier =
          new WatchedClassifier(training.averageClassifier(), listener::segmentsJudged);
      Evaluation evaluation = Evaluation.of(classifier, held);
      Map<String, Double> worn =
          options.byUnits() ? Evaluation.byUnits(classifier, held, evaluation) : Map.of();
      listener.judgingDone();
      place.keep(
          evaluation,
          new FoldNotes(
              plan.protocol(),
              plan.whole(),
              plan.notes(),
              fold.settings().toMap(),
              training.trainingSet().size(),
              epochs.meanSeconds(),
              worn));
      if (!options.keepCheckpoints()) {
        Training.dropCheckpoint(place.path());
      }
      listener.foldDone(fold, evaluation);
    }
  }
}
