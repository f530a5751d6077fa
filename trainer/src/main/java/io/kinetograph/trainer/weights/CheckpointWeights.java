// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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

  /**
   * Rejects a test set that the initial weights have seen.
   *
   * @param settings of a training that evaluates on its test set
   * @param data the data set
   * @throws IOException if an earlier run has seen some of the test set, or cannot be read
   */
  public static void requireUnknownTestSet(TrainingSettings settings, DataSet data)
      throws IOException {
    Optional<String> seen = seenTestSet(settings, data);
    if (seen.isPresent()) {
      throw new IOException(seen.get() + ": choose weights that have not seen it");
    }
  }

  /**
   * Says how much of a test set the initial weights have seen: segments that an earlier run was
   * trained on, or used to choose its best epoch, give too good a result. The earlier run's
   * settings and these data determine those segments. If that run started from another run, the
   * other run counts too, if its folder still exists.
   *
   * @param settings of a training
   * @param data the data set
   * @return empty if no earlier run has seen any of it
   * @throws IOException if an earlier run cannot be read
   */
  public static Optional<String> seenTestSet(TrainingSettings settings, DataSet data)
      throws IOException {
    if (!(settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint from)) {
      return Optional.empty();
    }
    Set<SegmentId> known = knownTo(from, data);
    DataSet testSet = settings.split(data).heldOut();
    int seen = testSet.where(known::contains).size();
    return seen == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s was trained on %d of the %d segments of the test set %s",
                from.model(),
                seen,
                testSet.size(),
                settings.holdout().text()));
  }

  private static Set<SegmentId> knownTo(InitialWeights.FromCheckpoint latest, DataSet data)
      throws IOException {
    Set<SegmentId> known = new HashSet<>();
    Set<Path> visited = new HashSet<>();
    InitialWeights weights = latest;
    while (weights instanceof InitialWeights.FromCheckpoint from && visited.add(from.model())) {
      if (visited.size() > 1 && !Files.exists(from.model())) {
        break;
      }
      TrainingSettings settings = RunDescription.of(from.model()).settings();
      trainedOn(settings, data).segments().forEach(s -> known.add(s.id()));
      weights = settings.fineTuning().initialWeights();
    }
    return known;
  }

  private static DataSet trainedOn(TrainingSettings settings, DataSet data) {
    try {
      return settings.split(data).training();
    } catch (IllegalArgumentException e) {
      // These data contain no segment of that run's test set.
      return data.where(id -> settings.subjects().contains(id.subject()));
    }
  }
}
