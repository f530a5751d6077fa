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

  private static final int BATCH = 32;

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
  public float[][] logits(List<Segment> segments) {
    float[][] logits = new float[segments.size()][];
    // In batches, so that only one batch of pictures is in memory.
    for (int first = 0; first < segments.size(); first += BATCH) {
      List<Segment> batch = segments.subList(first, Math.min(first + BATCH, segments.size()));
      List<float[]> rows = model.logits(model.render(batch));
      for (int i = 0; i < rows.size(); i++) {
        logits[first + i] = rows.get(i);
      }
    }
    return logits;
  }

  @Override
  public void close() {
    model.close();
  }
}
