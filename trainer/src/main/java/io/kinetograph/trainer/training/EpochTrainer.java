// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.network.EngineClassifier;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import io.kinetograph.trainer.training.NetworkTrainer.StepResult;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains one epoch after another: its steps, its evaluation, and the checkpoint after it. */
final class EpochTrainer {

  private final RunFolder folder;
  private final TrainingData data;
  private final NetworkTrainer trainer;
  private final DataLoader loader;
  private final MetricsLog log;
  private final boolean findsBestEpoch;

  /**
   * Creates a trainer of epochs.
   *
   * @param folder of the run, for the checkpoints
   * @param findsBestEpoch whether the weights of the best epoch on the validation set are kept
   */
  EpochTrainer(
      RunFolder folder,
      TrainingData data,
      NetworkTrainer trainer,
      DataLoader loader,
      MetricsLog log,
      boolean findsBestEpoch) {
    this.folder = folder;
    this.data = data;
    this.trainer = trainer;
    this.loader = loader;
    this.log = log;
    this.findsBestEpoch = findsBestEpoch;
  }

  /**
   * Trains an epoch.
   *
   * @param epoch its number, from 1
   * @param schedule of the learning rate
   * @param evaluatesTestSet whether the test set is evaluated
   * @param run what the checkpoint says about the run
   * @param task advances by 1 in all
   * @throws IOException if the checkpoint cannot be written
   * @throws IllegalStateException if the loss is no longer finite
   */
  EpochMetrics train(
      int epoch,
      OneCycleSchedule schedule,
      boolean evaluatesTestSet,
      RunDescription run,
      Progress.Task task)
      throws IOException {
    EpochTimer timer = new EpochTimer();
    if (schedule.startsPhase(epoch)) {
      trainer.beginPhase(schedule, epoch);
    }
    double loss = 0;
    int correct = 0;
    int seen = 0;
    int known = 0;
    float rate = 0;
    Iterator<DataLoader.Batch> batches = loader.epoch(epoch);
    for (int step = 0; batches.hasNext(); step++) {
      long asked = System.nanoTime();
      DataLoader.Batch batch = batches.next();
      timer.spent(EpochTimer.Phase.WAITING, asked);
      rate = schedule.rate(epoch, step);
      StepResult result = trainer.step(batch, rate, timer);
      requireFinite(result.loss());
      loss += result.loss() * batch.size();
      correct += result.correct();
      seen += batch.size();
      known += batch.known();
      log.stepDone((epoch - 1) * loader.batches() + step, epoch, rate, result.loss());
      task.advance(1.0 / loader.batches());
      task.note(String.format(Locale.ROOT, "loss %.3f", result.loss()));
    }
    final long evaluating = System.nanoTime();
    OptionalDouble test = OptionalDouble.empty();
    OptionalDouble testEma = OptionalDouble.empty();
    if (evaluatesTestSet && data.testSet().size() > 0) {
      test = OptionalDouble.of(accuracy(trainer.classifier(), task));
      testEma = OptionalDouble.of(accuracy(trainer.emaClassifier(), task));
    }
    Optional<EvaluationMetrics> validation = validate(epoch, task);
    timer.spent(EpochTimer.Phase.EVALUATION, evaluating);
    long writing = System.nanoTime();
    trainer.save(folder, run, epoch);
    timer.spent(EpochTimer.Phase.CHECKPOINT, writing);
    return new EpochMetrics(
        epoch,
        loss / seen,
        (double) correct / Math.max(1, known),
        test,
        testEma,
        validation,
        rate,
        timer.times());
  }

  private void requireFinite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the loss is %s after %d steps: try a lower learning rate",
              loss,
              trainer.steps()));
    }
  }

  private double accuracy(EngineClassifier classifier, Progress.Task task) {
    return EvaluationMetrics.of(stoppable(classifier, task), data.testSet()).accuracy();
  }

  /** Reports after each batch that nothing of the epoch's steps was done: work can stop there. */
  private static Classifier stoppable(EngineClassifier classifier, Progress.Task task) {
    return new WatchedClassifier(classifier, segments -> task.advance(0));
  }

  private Optional<EvaluationMetrics> validate(int epoch, Progress.Task task) {
    if (data.validationSet().size() == 0) {
      return Optional.empty();
    }
    EvaluationMetrics metrics =
        EvaluationMetrics.of(stoppable(trainer.emaClassifier(), task), data.validationSet());
    if (findsBestEpoch) {
      trainer.offer(new BestEpoch(epoch, metrics));
    }
    return Optional.of(metrics);
  }
}
