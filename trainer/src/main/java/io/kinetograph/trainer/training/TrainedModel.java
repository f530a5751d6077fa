package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.NetworkClassifier;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run has come to: the network with its averaged weights, those of the best epoch if it
 * looked for one, and what belongs to it.
 *
 * @param network with weights that belong to the manager it was read with
 * @param labels its classes
 * @param scale of its pictures
 * @param settings it was trained with
 * @param trainedOn what it was trained on, in words
 * @param epochs after how many epochs the weights are
 * @param run folder of the run
 * @param digest tells the segments that it has learned from
 */
public record TrainedModel(
    ResNet network,
    List<String> labels,
    PixelScale scale,
    TrainingSettings settings,
    String trainedOn,
    int epochs,
    Path run,
    String digest) {

  /**
   * Reads the model of a run from its checkpoint.
   *
   * @param run folder of the run
   * @param manager will own the weights
   * @throws IOException if there is none, or it cannot be read; it names the file
   */
  public static TrainedModel read(Path run, NDManager manager) throws IOException {
    if (!new RunFolder(run).holdsRun()) {
      throw new IOException(run + " holds no checkpoint: no epoch was finished there");
    }
    TensorFile tensors = TensorFile.read(Checkpoint.file(run));
    Entries entries = tensors.entries();
    List<String> labels = Checkpoint.labels(entries);
    Preprocessing fit = Checkpoint.fit(entries);
    TrainingSettings settings = Checkpoint.settings(entries);
    ResNet network =
        new ResNet(settings.network(), 1, labels.size(), fit.normalization()).create(manager);
    String weights = Checkpoint.judgedBy(entries);
    for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
      tensors.copy(weights + entry.getKey(), entry.getValue());
    }
    return new TrainedModel(
        network,
        labels,
        fit.scale(),
        settings,
        entries.text(Checkpoint.TRAINED_ON),
        Checkpoint.judgedEpoch(entries),
        run,
        entries.text(Checkpoint.DIGEST));
  }

  /**
   * Refuses recordings of which the run's settings make another training set than the one it has
   * learned from: what of them it knows, and what it held back, cannot be told.
   *
   * @throws IOException if they are others
   */
  public void requireData(DataSet data) throws IOException {
    if (!TrainingData.digest(data, settings).equals(digest)) {
      throw new IOException(
          "the data are not those that the run in %s was started with".formatted(run));
    }
  }

  /** Names segments with it, in the training engine. */
  public NetworkClassifier classifier(NDManager manager) {
    return new NetworkClassifier(network, scale, labels, manager);
  }
}
