// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.EngineClassifier;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A small network with random weights. Batch normalization is as after a training: an export that
 * forgot a part of it would show.
 */
final class RandomNetwork implements AutoCloseable {

  static final List<String> LABELS = List.of("sitting", "standing", "lying-on-back");

  /** Wide enough that a file is mostly weights, as a trained one is. */
  static final NetworkSize SIZE = new NetworkSize(32, List.of(1, 1, 2, 2));

  static final PixelScale SCALE = new PixelScale(-10, 10);
  static final ModelCard CARD =
      new ModelCard(
          "1.0",
          LABELS,
          List.of("sitting", "standing", "lying"),
          0.8,
          Optional.of(new EnergyThreshold(1.25, Set.of())),
          SCALE,
          "made up",
          new TreeMap<>(Map.of("random-80-20", 0.97)),
          Instant.parse("2026-11-24T12:00:00Z"));

  private final NDManager manager;
  private final ResNet network;

  RandomNetwork() {
    this(SIZE);
  }

  RandomNetwork(NetworkSize size) {
    this.manager = manager();
    // Before the first weight is drawn: the same network whatever ran before.
    PyTorch.engine().setRandomSeed(1);
    this.network = new ResNet(size, LABELS.size(), new Preprocessing(SCALE, 4)).create(manager);
    for (Parameter parameter : network.parameters().values()) {
      NDArray array = parameter.getArray();
      switch (parameter.getType()) {
        case GAMMA, RUNNING_VAR ->
            array.set(manager.randomUniform(0.5f, 1.5f, array.getShape()).toFloatArray());
        case BETA, RUNNING_MEAN ->
            array.set(manager.randomUniform(-0.3f, 0.3f, array.getShape()).toFloatArray());
        case OTHER ->
            array.set(manager.randomUniform(-0.3f, 0.3f, array.getShape()).toFloatArray());
        default -> {}
      }
    }
  }

  private static NDManager manager() {
    PyTorch.start(1);
    return PyTorch.newManager();
  }

  ResNet network() {
    return network;
  }

  /** The network in the training engine. */
  Classifier engine() {
    return engine(SCALE);
  }

  /** The same, looking at pictures of another scale. */
  Classifier engine(PixelScale scale) {
    return new EngineClassifier(network, scale, LABELS, manager);
  }

  /** Gives every activity the same mean logit over segments, so that each is named sometimes. */
  void balance(List<Segment> segments) {
    NDArray bias = network.parameter("fc.bias").getArray();
    float[] balanced = bias.toFloatArray();
    for (float[] row : engine().logits(segments)) {
      for (int c = 0; c < balanced.length; c++) {
        balanced[c] -= row[c] / segments.size();
      }
    }
    bias.set(balanced);
  }

  @Override
  public void close() {
    manager.close();
  }
}
