package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Names segments with a model file in ONNX Runtime, as production does. */
public final class OnnxClassifier implements Classifier, AutoCloseable {

  private static final int BATCH = 32;

  private final ModelSession session;
  private final ModelCard card;

  private OnnxClassifier(ModelSession session, ModelCard card) {
    this.session = session;
    this.card = card;
  }

  /**
   * Opens a model file.
   *
   * @param file an ONNX file with a model card
   * @param threads that compute, at least 1
   * @throws IOException if it is none; the message names the file
   */
  public static OnnxClassifier open(Path file, int threads) throws IOException {
    ModelSession session = ModelSession.open(file, threads);
    try {
      return new OnnxClassifier(
          session, ModelCard.fromMetadata(file.toString(), session.metadata()));
    } catch (InvalidModelException e) {
      session.close();
      throw new IOException(e.getMessage(), e);
    } catch (OrtException e) {
      session.close();
      throw new IOException("%s is no model: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What the file says about itself. */
  public ModelCard card() {
    return card;
  }

  @Override
  public List<String> labels() {
    return card.labels();
  }

  @Override
  public float[][] logits(List<Segment> segments) {
    float[][] logits = new float[segments.size()][];
    for (int first = 0; first < segments.size(); first += BATCH) {
      List<Segment> batch = segments.subList(first, Math.min(first + BATCH, segments.size()));
      try (OnnxTensor input = PictureTensor.of(session.environment(), batch, card.scale());
          OrtSession.Result result = session.run(input)) {
        float[][] rows = (float[][]) result.get(0).getValue();
        System.arraycopy(rows, 0, logits, first, rows.length);
      } catch (OrtException e) {
        throw new IllegalStateException(
            "%s cannot be run: %s".formatted(session.file(), e.getMessage()), e);
      }
    }
    return logits;
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
