package io.kinetograph.streams.classify;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import io.kinetograph.imaging.model.ModelCard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model: one ONNX Runtime session, shared by the classifiers made from it, each of which
 * serves one thread. Whoever loads it closes it, after its classifiers.
 *
 * <p>Each call of the model runs on its caller's thread alone: several callers on a core each are
 * faster than one call on several cores.
 */
public final class ActivityModel implements AutoCloseable {

  private static final Map<String, String> ONE_THREAD_A_CALL =
      Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1");

  private final Model model;
  private final ModelCard card;

  private ActivityModel(Model model, ModelCard card) {
    this.model = model;
    this.card = card;
  }

  /**
   * Loads a model and checks it against its card.
   *
   * @param file the ONNX file, or nothing for the model that is shipped with this version
   * @throws InvalidModelException if the file cannot be read or is not a model for our pictures
   */
  public static ActivityModel load(Optional<Path> file) throws InvalidModelException {
    ModelFile bytes = file.isPresent() ? ModelFile.read(file.get()) : ModelFile.shipped();
    // ONNX Runtime's environment must be made by DJL's engine: made before it, the engine fails.
    OnnxRuntimeEngine.start();
    ModelCard card = ModelInspector.inspect(bytes);
    Model model = Model.newInstance(bytes.name(), Device.cpu(), OnnxRuntimeEngine.NAME);
    try {
      model.load(new ByteArrayInputStream(bytes.bytes()), ONE_THREAD_A_CALL);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new InvalidModelException(bytes.name() + " cannot be loaded: " + e.getMessage(), e);
    }
    return new ActivityModel(model, card);
  }

  /** What the model says about itself. */
  public ModelCard card() {
    return card;
  }

  /** What it runs on: {@code cpu}. */
  public String device() {
    return model.getNDManager().getDevice().getDeviceType();
  }

  /** Makes a classifier for one thread. */
  public SegmentClassifier newClassifier() {
    return new DjlSegmentClassifier(
        model.newPredictor(new PictureTranslator(card.labels().size())), card);
  }

  @Override
  public void close() {
    model.close();
  }
}
