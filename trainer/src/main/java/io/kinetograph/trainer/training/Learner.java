package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.network.NetworkClassifier;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A network that learns: its weights, their average, the optimiser, and what a step is. */
final class Learner implements AutoCloseable {

  private final TrainingData data;
  private final NetworkSize size;
  private final NDManager manager;
  private final ResNet network;
  private final ResNet average;
  private final AdamW optimiser;

  Learner(TrainingData data, TrainingSettings settings, int threads) {
    this.data = data;
    PyTorch.start(threads);
    PyTorch.engine().setRandomSeed((int) settings.seed());
    this.manager = PyTorch.newManager();
    this.size = settings.network();
    this.network = newNetwork().create(manager);
    this.average = newNetwork();
    average.freezeParameters(true);
    average.create(manager);
    averageIsNetwork();
    this.optimiser =
        new AdamW(
            network.parameters(),
            average.parameters(),
            settings.optimization().weightDecay(),
            settings.optimization().emaDecay(),
            threads);
  }

  private ResNet newNetwork() {
    return new ResNet(size, 1, data.classes(), data.normalization());
  }

  private void averageIsNetwork() {
    for (String name : network.parameters().keySet()) {
      AdamW.floats(average.parameter(name).getArray())
          .put(AdamW.floats(network.parameter(name).getArray()));
    }
  }

  ResNet network() {
    return network;
  }

  ResNet average() {
    return average;
  }

  AdamW optimiser() {
    return optimiser;
  }

  /**
   * Takes the weights to begin with.
   *
   * @return what there is to say of them
   * @throws IOException if they cannot be read or do not fit
   */
  List<String> startFrom(InitialWeights start) throws IOException {
    List<String> remarks = List.of();
    if (start instanceof InitialWeights.Pretrained published) {
      remarks = new PublishedWeights(published.file()).putInto(network);
    } else if (start instanceof InitialWeights.FromCheckpoint earlier) {
      remarks = new EarlierWeights(earlier.model()).putInto(network, data.labels());
    }
    averageIsNetwork();
    return remarks;
  }

  /**
   * Begins a phase.
   *
   * @param bodyFrozen whether the head alone learns; nothing else moves then, running statistics
   *     included
   * @param factor what the learning rate is multiplied by for a parameter
   */
  void begin(boolean bodyFrozen, ToDoubleFunction<String> factor) {
    network.freezeBody(bodyFrozen);
    optimiser.begin(factor);
  }

  /** Names segments with the weights as they are, for as long as this is open. */
  NetworkClassifier classifier() {
    return classifier(network);
  }

  /** Names segments with the averaged weights, for as long as this is open. */
  NetworkClassifier averageClassifier() {
    return classifier(average);
  }

  /** Names segments with other weights, for as long as this is open. */
  NetworkClassifier classifier(BestWeights weights) {
    ResNet best = newNetwork();
    best.freezeParameters(true);
    weights.putInto(best.create(manager));
    return classifier(best);
  }

  private NetworkClassifier classifier(ResNet judged) {
    return new NetworkClassifier(judged, data.scale(), data.labels(), manager);
  }

  /** One step; if the loss is no number any more, nothing is learned. */
  StepOutcome step(PictureBatch batch, float rate, EpochClock clock) {
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
        NDArray mean = logits.logSoftmax(1).mul(targets).sum().mul(-1f / batch.size());
        loss = mean.getFloat();
        clock.spent(EpochClock.Phase.FORWARD, forward);
        if (!Float.isFinite(loss)) {
          return new StepOutcome(loss, 0);
        }
        long backward = System.nanoTime();
        collector.backward(mean);
        clock.spent(EpochClock.Phase.BACKWARD, backward);
      }
      long update = System.nanoTime();
      optimiser.step(rate);
      clock.spent(EpochClock.Phase.UPDATE, update);
      return new StepOutcome(loss, right(logits, batch));
    }
  }

  private static int right(NDArray logits, PictureBatch batch) {
    long[] named = logits.argMax(1).toLongArray();
    int right = 0;
    for (int i = 0; i < named.length; i++) {
      right += named[i] == batch.classAt(i) ? 1 : 0;
    }
    return right;
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    manager.close();
  }
}
