package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.model.InvalidModelCardException;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Names segments with a model file in ONNX Runtime, as production does. */
public final class OnnxClassifier implements Classifier, AutoCloseable {

  private static final String INPUT = "picture";
  private static final int BATCH = 32;

  private final Path file;
  private final OrtSession session;
  private final ModelCard card;

  private OnnxClassifier(Path file, OrtSession session, ModelCard card) {
    this.file = file;
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
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file");
    }
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        ModelCard card = ModelCard.fromMetadata(session.getMetadata().getCustomMetadata());
        return new OnnxClassifier(file, session, card);
      } catch (InvalidModelCardException e) {
        session.close();
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    } catch (OrtException e) {
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
      try (OnnxTensor input = PictureTensor.of(batch, card.scale());
          OrtSession.Result result = session.run(Map.of(INPUT, input))) {
        float[][] rows = (float[][]) result.get(0).getValue();
        System.arraycopy(rows, 0, logits, first, rows.length);
      } catch (OrtException e) {
        throw new IllegalStateException("%s cannot be run: %s".formatted(file, e.getMessage()), e);
      }
    }
    return logits;
  }

  @Override
  public void close() throws IOException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IOException("%s cannot be closed: %s".formatted(file, e.getMessage()), e);
    }
  }
}
