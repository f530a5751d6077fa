package io.kinetograph.streams.classify;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/**
 * A model in ONNX Runtime, as DJL's model. DJL would make the session itself, but would not give it
 * out: then neither its card could be read nor what it really runs on.
 */
final class OnnxSession implements AutoCloseable {

  private final OrtSession session;
  private final Model model;
  private final ModelCard card;

  private OnnxSession(OrtSession session, Model model, ModelCard card) {
    this.session = session;
    this.model = model;
    this.card = card;
  }

  /**
   * Loads a model to run on the CPU.
   *
   * @throws InvalidModelException if it is not one that fits its card and our pictures
   */
  static OnnxSession onCpu(ModelFile file) throws InvalidModelException {
    try (OrtSession.SessionOptions options = options()) {
      OrtSession session = create(file, options);
      return of(file, session, card(file, session), Device.cpu());
    } catch (OrtException e) {
      throw noModel(file, e);
    }
  }

  /** Without DJL, which unpacks all of CUDA's provider, hundreds of megabytes, when it begins. */
  private static ModelCard inspect(ModelFile file) throws InvalidModelException {
    try (OrtSession.SessionOptions options = options();
        OrtSession session = create(file, options)) {
      return ModelInspector.inspect(file.name(), session);
    } catch (OrtException e) {
      throw noModel(file, e);
    }
  }

  private static InvalidModelException noModel(ModelFile file, OrtException e) {
    return new InvalidModelException(
        file.name() + " is not an ONNX model: " + ModelInspector.firstLine(e), e);
  }

  /**
   * Loads a model to run on a GPU. What it does is recorded until {@link #endProfile}.
   *
   * @param profiles a folder for the record
   * @throws UnusableDeviceException if the GPU cannot be used
   * @throws InvalidModelException if it is not one that fits its card and our pictures
   */
  static OnnxSession onGpu(ModelFile file, ModelDevice device, Path profiles)
      throws InvalidModelException {
    // Whether it is a model at all must not be laid to the GPU.
    ModelCard card = inspect(file);
    new GpuCheck(Path.of("/dev")).check(device);
    try (OrtSession.SessionOptions options = options()) {
      GpuCheck.add(device, options);
      options.enableProfiling(profiles.resolve("profile").toString());
      return of(file, create(file, options), card, Device.gpu(device.index()));
    } catch (OrtException e) {
      throw new UnusableDeviceException(device, ModelInspector.firstLine(e), e);
    }
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    // Several callers on a core each are faster than one call on several cores.
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    return options;
  }

  private static OrtSession create(ModelFile file, OrtSession.SessionOptions options)
      throws OrtException {
    return OrtEnvironment.getEnvironment().createSession(file.bytes(), options);
  }

  private static ModelCard card(ModelFile file, OrtSession session)
      throws InvalidModelException, OrtException {
    try {
      return ModelInspector.inspect(file.name(), session);
    } catch (InvalidModelException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static OnnxSession of(ModelFile file, OrtSession session, ModelCard card, Device device) {
    Model model = Model.newInstance(file.name(), device, OnnxRuntimeEngine.NAME);
    model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
    return new OnnxSession(session, model, card);
  }

  ModelCard card() {
    return card;
  }

  /**
   * Makes what runs the model for one thread.
   *
   * @param padding from a number of pictures to the size of the batch that holds them
   */
  Network newNetwork(IntUnaryOperator padding) {
    var translator = new PictureTranslator(card.labels().size(), padding);
    return new PredictorNetwork(card.version(), model.<Picture, float[]>newPredictor(translator));
  }

  /**
   * Ends the record of what a session on a GPU does, and reads it.
   *
   * @throws IOException if ONNX Runtime cannot write it or it cannot be read
   */
  NodePlacement endProfile() throws IOException {
    Path profile;
    try {
      profile = Path.of(session.endProfiling());
    } catch (OrtException e) {
      throw new IOException(e);
    }
    try {
      return NodePlacement.read(profile);
    } finally {
      Files.deleteIfExists(profile);
    }
  }

  /** Frees the model; everything made from it with it. */
  @Override
  public void close() {
    model.close();
  }
}
