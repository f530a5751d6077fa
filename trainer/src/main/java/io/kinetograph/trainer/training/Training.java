// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.EngineClassifier;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.Workload;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.weights.SeenTestSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One training run and its folder with a checkpoint and the metrics of its epochs. The same
 * settings, data and number of threads give the same weights, resumed or not.
 */
public final class Training implements AutoCloseable {

  private final TrainingSettings settings;
  private final TrainingData data;
  private final int threads;
  private final NetworkTrainer trainer;
  private final DataLoader loader;
  private final MetricsLog log;
  private final EpochTrainer epochs;
  private OptionalDouble foundRate;
  private OneCycleSchedule schedule;
  private List<String> remarks = List.of();
  private int epochsDone;

  Training(
      RunFolder folder,
      TrainingData data,
      TrainingSettings settings,
      OptionalDouble foundRate,
      int threads) {
    this.settings = settings;
    this.data = data;
    this.threads = threads;
    this.trainer = new NetworkTrainer(data, settings, threads);
    this.loader = new DataLoader(data, settings);
    this.log = new MetricsLog(folder);
    this.epochs =
        new EpochTrainer(folder, data, trainer, loader, log, settings.fineTuning().patience() > 0);
    this.foundRate = foundRate;
    this.schedule = schedule();
  }

  private OneCycleSchedule schedule() {
    // Any value works until the learning rate is found.
    double peak = foundRate.orElse(settings.optimization().learningRate().peak().orElse(1));
    return new OneCycleSchedule(settings, peak, loader.batches());
  }

  /**
   * Prepares the first epoch.
   *
   * @throws IOException if the initial weights cannot be read or do not fit, or the folder cannot
   *     be written
   */
  void begin(DataSet recordings) throws IOException {
    List<String> found = new ArrayList<>(trainer.load(settings.fineTuning().initialWeights()));
    SeenTestSet.of(settings, recordings)
        .ifPresent(
            seen -> found.add(seen + "; the accuracy on this test set is not that of new wearers"));
    if (!trainer.fitDiscriminant()) {
      found.add(
          "no activity has recordings of two wearers, so the model has no discriminant: with more"
              + " subjects, it recognizes new wearers better");
    }
    remarks = List.copyOf(found);
    log.keep(0);
  }

  /**
   * Prepares the epoch after a checkpoint.
   *
   * @throws IOException if the checkpoint cannot be read or does not fit
   */
  void continueAfter(Checkpoint checkpoint) throws IOException {
    epochsDone = checkpoint.state().epochs();
    trainer.beginPhase(schedule, epochsDone);
    trainer.restore(checkpoint);
    log.keep(epochsDone);
  }

  /** The settings; after a resume, those the run was started with. */
  public TrainingSettings settings() {
    return settings;
  }

  /** Sentences for the user about the start of the run; empty after a resume. */
  public List<String> remarks() {
    return remarks;
  }

  /** The segments that the weights are fitted to. */
  public DataSet trainingSet() {
    return data.trainingSet();
  }

  /** The segments that are evaluated after each epoch and may end the training. */
  public DataSet validationSet() {
    return data.validationSet();
  }

  /** The test set, which does not affect the training. */
  public DataSet testSet() {
    return data.testSet();
  }

  /** Number of finished epochs, by this process or an earlier one. */
  public int epochsDone() {
    return epochsDone;
  }

  /** The epoch with the best metrics on the validation set, if the run has early stopping. */
  public Optional<BestEpoch> bestEpoch() {
    return trainer.bestEpoch();
  }

  /**
   * Classifies segments with the EMA weights, those of the best epoch with early stopping, while
   * this is open.
   */
  public EngineClassifier emaClassifier() {
    return trainer.evaluatedClassifier();
  }

  /** The remaining epochs, as the work of {@link #run}; patience may end it earlier. */
  public Workload remainingWork() {
    return new Workload(settings.allEpochs() - epochsDone, "epochs", System::nanoTime);
  }

  /**
   * Trains the remaining epochs, or until patience ends.
   *
   * @param progress shows a line an epoch
   * @param work that the epochs are a part of, counted in epochs
   * @param evaluatesTestSet whether the test set is evaluated after each epoch, which takes time
   *     and does not affect the training
   * @return the metrics of these epochs
   * @throws IOException if a checkpoint cannot be written
   * @throws IllegalStateException if the loss is no longer finite
   */
  public List<EpochMetrics> run(Progress progress, Workload work, boolean evaluatesTestSet)
      throws IOException {
    findLearningRate(progress);
    List<EpochMetrics> all = new ArrayList<>();
    while (!isFinished()) {
      int epoch = epochsDone + 1;
      EpochMetrics metrics;
      try (Progress.Task task =
          progress.start(
              String.format(Locale.ROOT, "epoch %d of %d", epoch, settings.allEpochs()), work)) {
        metrics =
            epochs.train(
                epoch,
                schedule,
                evaluatesTestSet,
                data.describe(settings, foundRate, threads),
                task);
      }
      epochsDone = epoch;
      log.epochDone(metrics);
      all.add(metrics);
      progress.say(metrics.toLine() + "; " + work.toText());
    }
    work.skip((double) settings.allEpochs() - epochsDone);
    return all;
  }

  private void findLearningRate(Progress progress) throws IOException {
    if (!settings.optimization().learningRate().isAuto() || foundRate.isPresent()) {
      return;
    }
    LearningRateFinder.Curve curve =
        new LearningRateFinder(data, settings, threads)
            .run(LearningRateFinder.Sweep.usual(), progress);
    curve
        .reasonForNoSuggestion()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(
                  "--learning-rate auto found no rate: %s; set --learning-rate to a number, which"
                          .formatted(reason)
                      + " 'kinetograph lr-find' with other --from-rate and --to-rate helps to find");
            });
    double found = curve.suggestion();
    foundRate = OptionalDouble.of(found);
    schedule = schedule();
    progress.say(String.format(Locale.ROOT, "learning rate found: %.3g", found));
  }

  /** Whether all epochs are done, or patience has ended. */
  public boolean isFinished() {
    int patience = settings.fineTuning().patience();
    int best = bestEpoch().map(BestEpoch::epoch).orElse(0);
    int lastGain = Math.max(best, settings.fineTuning().frozenEpochs());
    return epochsDone >= settings.allEpochs()
        || (patience > 0 && epochsDone - lastGain >= patience);
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    loader.close();
    trainer.close();
  }
}
