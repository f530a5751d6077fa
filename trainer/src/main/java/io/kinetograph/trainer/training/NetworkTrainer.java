// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.checkpoint.TrainingArrays;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.EngineClassifier;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import io.kinetograph.trainer.weights.CheckpointWeights;
import io.kinetograph.trainer.weights.PretrainedWeights;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains the network step by step: its weights, their exponential moving average (EMA), and the
 * optimizer.
 */
final class NetworkTrainer implements AutoCloseable {

  private final TrainingData data;
  private final NetworkSize size;
  private final NDManager manager;
  private final ResNet network;
  private final ResNet ema;
  private final AdamW optimizer;
  private @Nullable ResNet best;
  private Optional<BestEpoch> bestEpoch = Optional.empty();

  NetworkTrainer(TrainingData data, TrainingSettings settings, int threads) {
    this.data = data;
    PyTorch.start(threads);
    PyTorch.engine().setRandomSeed((int) settings.seed());
    this.manager = PyTorch.newManager();
    this.size = settings.network();
    this.network = newNetwork().create(manager);
    this.ema = newFrozenNetwork();
    copyWeights(network, ema);
    this.optimizer =
        new AdamW(
            network.parameters(),
            ema.parameters(),
            settings.optimization().weightDecay(),
            settings.optimization().emaDecay(),
            threads);
  }

  private ResNet newNetwork() {
    return new ResNet(size, data.classes(), data.preprocessing());
  }

  private ResNet newFrozenNetwork() {
    ResNet frozen = newNetwork();
    frozen.freezeParameters(true);
    return frozen.create(manager);
  }

  private static void copyWeights(ResNet from, ResNet to) {
    for (String name : from.parameters().keySet()) {
      PyTorch.floats(to.parameter(name).getArray())
          .put(PyTorch.floats(from.parameter(name).getArray()));
    }
  }

  /** Number of the optimizer's steps in this phase. */
  int steps() {
    return optimizer.steps();
  }

  /** The weights in training. */
  ResNet network() {
    return network;
  }

  /**
   * Loads the initial weights.
   *
   * @return a sentence for the user about what was loaded
   * @throws IOException if they cannot be read or do not fit
   */
  List<String> load(InitialWeights weights) throws IOException {
    List<String> remarks = List.of();
    if (weights instanceof InitialWeights.Pretrained pretrained) {
      remarks = PretrainedWeights.load(pretrained.file(), network);
    } else if (weights instanceof InitialWeights.FromCheckpoint from) {
      remarks = CheckpointWeights.load(from.model(), network, data.labels());
    }
    copyWeights(network, ema);
    return remarks;
  }

  /**
   * Fits the discriminant to the training set. Training does not change it.
   *
   * @return whether there is one; without two wearers of an activity, it adds nothing
   */
  boolean fitDiscriminant() {
    DiscriminantFit fit = DiscriminantFit.of(data, manager);
    Map<String, float[]> fitted = fit.parameters();
    for (ResNet weights : List.of(network, ema)) {
      fitted.forEach(
          (name, values) -> PyTorch.floats(weights.parameter(name).getArray()).put(values));
    }
    return fit.comparesWearers();
  }

  /** The epoch with the best metrics on the validation set so far, if any. */
  Optional<BestEpoch> bestEpoch() {
    return bestEpoch;
  }

  /**
   * Keeps the EMA weights of an epoch if their metrics are better than those of the best one so
   * far.
   */
  void offer(BestEpoch epoch) {
    if (bestEpoch.isEmpty() || epoch.metrics().isBetterThan(bestEpoch.get().metrics())) {
      copyWeights(ema, best());
      bestEpoch = Optional.of(epoch);
    }
  }

  private ResNet best() {
    if (best == null) {
      best = newFrozenNetwork();
    }
    return best;
  }

  /** Writes everything that {@link #restore} needs. */
  void save(RunFolder folder, RunDescription run, int epochs) throws IOException {
    Checkpoint.write(
        folder, run, new Checkpoint.State(epochs, optimizer.steps(), bestEpoch), arrays());
  }

  /** Restores everything but the phase, which is begun before. */
  void restore(Checkpoint checkpoint) throws IOException {
    Checkpoint.State state = checkpoint.state();
    bestEpoch = state.best();
    checkpoint.restore(arrays());
    optimizer.resumeAt(state.steps());
  }

  private TrainingArrays arrays() {
    return new TrainingArrays(network, ema, bestEpoch.map(epoch -> best()), optimizer.moments());
  }

  /**
   * Starts the phase that an epoch belongs to. If the body is frozen, only the last layer changes;
   * running statistics do not change either.
   */
  void beginPhase(OneCycleSchedule schedule, int epoch) {
    network.freezeBody(schedule.isFrozen(epoch));
    optimizer.begin(name -> schedule.factor(epoch, name));
  }

  /** Classifies segments with the current weights, while this is open. */
  EngineClassifier classifier() {
    return classifier(network);
  }

  /** Classifies segments with the EMA weights, while this is open. */
  EngineClassifier emaClassifier() {
    return classifier(ema);
  }

  /** Classifies segments with the evaluation weights of the run, while this is open. */
  EngineClassifier evaluatedClassifier() {
    return classifier(bestEpoch.isPresent() ? best() : ema);
  }

  private EngineClassifier classifier(ResNet weights) {
    return new EngineClassifier(weights, data.scale(), data.labels(), manager);
  }

  /**
   * The result of a step.
   *
   * @param loss mean over its pictures, before the step
   * @param correct how many of them were classified correctly
   */
  record StepResult(double loss, int correct) {}

  /** One step, without the discriminant; if the loss is not finite, nothing is learned. */
  StepResult step(DataLoader.Batch batch, float rate, EpochTimer timer) {
    try (NDManager step = manager.newSubManager()) {
      NDArray pictures =
          step.create(batch.pixels(), new Shape(batch.size(), 1, Picture.ROWS, Picture.COLUMNS));
      NDArray targets = step.create(batch.targets(), new Shape(batch.size(), data.classes()));
      ParameterStore store = new ParameterStore(step, false);
      NDArray logits;
      float loss;
      try (GradientCollector collector = PyTorch.engine().newGradientCollector()) {
        long forward = System.nanoTime();
        logits = network.forward(store, new NDList(pictures), true).singletonOrThrow();
        NDArray mean = loss(logits, targets);
        loss = mean.getFloat();
        timer.spent(EpochTimer.Phase.FORWARD, forward);
        if (!Float.isFinite(loss)) {
          return new StepResult(loss, 0);
        }
        long backward = System.nanoTime();
        collector.backward(mean);
        timer.spent(EpochTimer.Phase.BACKWARD, backward);
      }
      long update = System.nanoTime();
      optimizer.step(rate);
      timer.spent(EpochTimer.Phase.UPDATE, update);
      return new StepResult(loss, correct(logits, batch));
    }
  }

  /**
   * The mean cross-entropy of the pictures.
   *
   * <p>It has no product of an array and a number: DJL keeps that number in memory of Java, the
   * engine reads it again to compute the gradient, and a garbage collection in between frees it.
   * All gradients were then wrong by a random factor.
   *
   * @param logits pictures x classes
   * @param targets of the same shape; the sum of a row is 1
   */
  static NDArray loss(NDArray logits, NDArray targets) {
    return logits.logSoftmax(1).mul(targets).sum(new int[] {1}).mean().neg();
  }

  private static int correct(NDArray logits, DataLoader.Batch batch) {
    long[] predicted = logits.argMax(1).toLongArray();
    int correct = 0;
    for (int i = 0; i < predicted.length; i++) {
      correct += predicted[i] == batch.classes()[i] ? 1 : 0;
    }
    return correct;
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    manager.close();
  }
}
