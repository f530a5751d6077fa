// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.EngineClassifier;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The model of a run: the network with its EMA weights (those of the best epoch, if the run has
 * early stopping) and the description of the run.
 *
 * @param network with weights that belong to the manager it was read with
 * @param epochs number of epochs that the weights were trained for
 * @param path folder of the run
 * @param run the description of the run
 */
public record TrainedModel(ResNet network, int epochs, Path path, RunDescription run) {

  /**
   * Reads the model of a run from its checkpoint.
   *
   * @param path folder of the run
   * @param manager will own the weights
   * @throws IOException if there is none, or it cannot be read; the message names the file
   */
  public static TrainedModel read(Path path, NDManager manager) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException(path + ": no such folder");
    }
    if (!new RunFolder(path).holdsRun()) {
      throw new IOException(path + " contains no checkpoint: no epoch was finished there");
    }
    Checkpoint checkpoint = Checkpoint.open(path);
    RunDescription run = checkpoint.run();
    ResNet network =
        new ResNet(run.settings().network(), run.labels().size(), run.preprocessing())
            .create(manager);
    for (String name : network.parameters().keySet()) {
      checkpoint.copyEvaluatedWeight(name, network);
    }
    return new TrainedModel(network, checkpoint.evaluatedEpoch(), path, run);
  }

  /** Its classes, in the order of the logits. */
  public List<String> labels() {
    return run.labels();
  }

  /** The scale of its pictures. */
  public PixelScale scale() {
    return run.preprocessing().scale();
  }

  /** The settings it was trained with. */
  public TrainingSettings settings() {
    return run.settings();
  }

  /** A description of the recordings that its weights depend on. */
  public String trainedOn() {
    return run.trainedOn();
  }

  /**
   * Rejects recordings from which the run's settings make a different training set or validation
   * set: it would be unknown which of them the run was trained on and which were held out.
   *
   * @throws IOException if they are not the recordings of the run
   */
  public void requireData(DataSet data) throws IOException {
    TrainingData.requireDataOf(run, path, data);
  }

  /** Classifies segments with it, in the training engine. */
  public EngineClassifier classifier(NDManager manager) {
    return new EngineClassifier(network, scale(), labels(), manager);
  }
}
