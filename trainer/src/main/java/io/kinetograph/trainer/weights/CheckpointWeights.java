// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The initial weights of a run, taken from an earlier run's evaluation weights. */
public final class CheckpointWeights {

  private CheckpointWeights() {}

  /**
   * Replaces the settings that must match the initial weights: the size of the network and the
   * preprocessing.
   *
   * @return the unchanged settings if the run does not start from an earlier run
   * @throws IOException if the earlier run's folder is not a run or cannot be read; the message
   *     names it
   */
  public static TrainingSettings takeOver(TrainingSettings settings) throws IOException {
    return settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint from
        ? settings.withNetworkOf(Checkpoint.open(from.model()).run().settings())
        : settings;
  }

  /**
   * Loads the weights into a network. The discriminant is not copied, because it is fitted to the
   * new training set. All layers but the last are copied. In the last layer, the rows of labels
   * that both runs know are copied, by name; the other rows keep their random weights.
   *
   * @param model folder of the earlier run, or its checkpoint
   * @param network of the earlier run's size
   * @param labels the network's labels
   * @return a sentence for the user about what was loaded
   * @throws IOException if they cannot be read or do not fit
   */
  public static List<String> load(Path model, ResNet network, List<String> labels)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.open(model);
    List<String> known = checkpoint.run().labels();
    for (String name : network.parameters().keySet()) {
      if (name.startsWith(ResNet.HEAD)) {
        int width = name.equals(ResNet.HEAD_WEIGHT) ? network.size().features() : 1;
        FloatBuffer target = PyTorch.floats(network.parameter(name).getArray());
        copyRows(checkpoint.evaluatedWeight(name), known, target, labels, width);
      } else if (!Discriminant.isParameter(name)) {
        checkpoint.copyEvaluatedWeight(name, network);
      }
    }
    List<String> unknown = new ArrayList<>(labels);
    unknown.removeAll(known);
    return List.of(
        String.format(
            Locale.ROOT,
            "weights and preprocessing of %s; of its last layer, %d of %d labels%s",
            model,
            labels.size() - unknown.size(),
            known.size(),
            unknown.isEmpty() ? "" : "; with random weights: " + String.join(", ", unknown)));
  }

  private static void copyRows(
      float[] source, List<String> known, FloatBuffer target, List<String> labels, int width) {
    for (int row = 0; row < labels.size(); row++) {
      int earlier = known.indexOf(labels.get(row));
      if (earlier >= 0) {
        target.put(row * width, source, earlier * width, width);
      }
    }
  }
}
