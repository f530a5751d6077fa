package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A model file, open in ONNX Runtime. */
public final class ModelSession implements AutoCloseable {

  /** The name of a model's input. */
  public static final String INPUT = "picture";

  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private ModelSession(Path file, OrtEnvironment environment, OrtSession session) {
    this.file = file;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Opens a model file.
   *
   * @param file an ONNX file
   * @param threads that compute, at least 1
   * @throws IOException if it is none; the message names the file
   */
  public static ModelSession open(Path file, int threads) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file");
    }
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = OnnxRuntime.options(threads)) {
      return new ModelSession(
          file, environment, environment.createSession(file.toString(), options));
    } catch (OrtException e) {
      throw new IOException("%s is no model: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** What tensors for it are made in. */
  public OrtEnvironment environment() {
    return environment;
  }

  /** What the file says about itself. */
  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /**
   * Runs the model.
   *
   * @param pictures N x 1 x 15 x 125
   * @return its outputs, which the caller closes
   */
  public OrtSession.Result run(OnnxTensor pictures) throws OrtException {
    return session.run(Map.of(INPUT, pictures));
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
