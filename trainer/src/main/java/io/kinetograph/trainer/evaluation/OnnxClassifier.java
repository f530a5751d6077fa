// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Classifies segments with a model file, with the same code as production. */
public final class OnnxClassifier implements Classifier, AutoCloseable {

  private final LogitsModel model;

  private OnnxClassifier(LogitsModel model) {
    this.model = model;
  }

  /**
   * Opens a model file.
   *
   * @param file an ONNX file with a model card
   * @param threads that compute one batch, at least 1
   * @throws IOException if production would reject it; the message names the file and the reason
   */
  public static OnnxClassifier open(Path file, int threads) throws IOException {
    try {
      ModelLoader loader = new ModelLoader(ModelDevice.CPU, BATCH, threads);
      return new OnnxClassifier(loader.load(ModelFile.read(file)));
    } catch (InvalidModelException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The model card of the file. */
  public ModelCard card() {
    return model.card();
  }

  @Override
  public List<String> labels() {
    return model.card().labels();
  }

  @Override
  public float[][] batchLogits(List<Segment> batch) {
    return model.logits(model.render(batch)).toArray(float[][]::new);
  }

  @Override
  public void close() {
    model.close();
  }
}
