// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.kinetograph.imaging.picture.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model in ONNX Runtime, as DJL's model, with its card. The session is made here and not by DJL,
 * which would not give it out: then neither the card could be read nor the device that it really
 * runs on.
 */
final class OnnxSession implements AutoCloseable {

  /** A size that a model is free to choose. */
  private static final int FREE = 0;

  /** In messages of ONNX Runtime about a model that is newer than itself. */
  private static final Pattern TOO_NEW =
      Pattern.compile("IR version|opset", Pattern.CASE_INSENSITIVE);

  private final OrtSession session;
  private final Model model;
  private final ModelCard card;
  private final List<String> outputs;

  /**
   * @param outputs names of the outputs, in the session's order
   */
  private OnnxSession(OrtSession session, Model model, ModelCard card, List<String> outputs) {
    this.session = session;
    this.model = model;
    this.card = card;
    this.outputs = outputs;
  }

  /**
   * Loads a model to run on the CPU.
   *
   * @param threads that compute one run
   * @throws InvalidModelException if it is not an ONNX model, or its card, input or output do not
   *     fit our pictures
   */
  static OnnxSession onCpu(ModelFile file, int threads) throws InvalidModelException {
    try (OrtSession.SessionOptions options = OnnxRuntime.options(threads)) {
      OrtSession session = open(file, options);
      try {
        return of(file, session, inspect(file, session), Device.cpu());
      } catch (InvalidModelException | RuntimeException | Error e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw unloadable(file, e);
    }
  }

  /**
   * Loads a model to run on a GPU. ONNX Runtime records what runs where until {@link #endProfile}.
   *
   * @param profiles a folder for the record
   * @throws UnusableDeviceException if the GPU cannot be used
   * @throws InvalidModelException as for the CPU
   */
  static OnnxSession onGpu(ModelFile file, ModelDevice device, Path profiles)
      throws InvalidModelException {
    // First on the CPU: a bad file must not be reported as an unusable GPU.
    ModelCard card = inspect(file);
    new GpuProbe(Path.of("/dev")).check(device);
    try (OrtSession.SessionOptions options = OnnxRuntime.options(1)) {
      GpuProbe.add(device, options);
      options.enableProfiling(profiles.resolve("profile").toString());
      OrtSession session = OnnxRuntime.open(file.bytes(), options);
      try {
        return of(file, session, card, Device.gpu(device.index()));
      } catch (RuntimeException | Error e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UnusableDeviceException(device, OnnxRuntime.firstLine(e), e);
    }
  }

  /** Without DJL, which unpacks all of CUDA's provider, hundreds of megabytes, when it starts. */
  private static ModelCard inspect(ModelFile file) throws InvalidModelException {
    try (OrtSession.SessionOptions options = OnnxRuntime.options(1);
        OrtSession session = open(file, options)) {
      return inspect(file, session);
    } catch (OrtException e) {
      throw unloadable(file, e);
    }
  }

  /** Weights in another file could change unseen, and neither be those that were tried. */
  private static OrtSession open(ModelFile file, OrtSession.SessionOptions options)
      throws InvalidModelException, OrtException {
    OnnxHeader header = file.header();
    String weights = header.weightsFile();
    if (weights != null) {
      throw new InvalidModelException(
          ("%s has weights in another file%s, but a model must be one file: export it with"
                  + " external_data=False (PyTorch), or merge the files in Python with"
                  + " onnx.save(onnx.load('model.onnx'), 'merged.onnx')")
              .formatted(file.name(), weights.isEmpty() ? "" : " ('" + printable(weights) + "')"));
    }
    TensorSizes.check(file, header);
    return OnnxRuntime.open(file.bytes(), options);
  }

  static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }

  private static InvalidModelException unloadable(ModelFile file, OrtException e)
      throws InvalidModelException {
    OnnxHeader header = file.header();
    String reason = OnnxRuntime.firstLine(e);
    boolean isTooNew = TOO_NEW.matcher(reason).find();
    return new InvalidModelException(
        String.format(
            Locale.ROOT,
            "%s has ONNX opset %d (IR version %d), which ONNX Runtime %s cannot load%s: %s",
            file.name(),
            header.opset(),
            header.irVersion(),
            OnnxRuntime.version(),
            isTooNew ? "; export it with an older opset" : "",
            reason),
        e);
  }

  /**
   * Reads the card and checks inputs and outputs against it: N x 1 x 15 x 125 to N x labels and, if
   * the file has them, N x features.
   */
  private static ModelCard inspect(ModelFile file, OrtSession session)
      throws InvalidModelException {
    String name = file.name();
    try {
      ModelCard card = ModelCard.fromMetadata(name, file.header().metadata());
      rejectRepeated(name, file.header().repeated());
      Map<String, NodeInfo> outputs = new LinkedHashMap<>(session.getOutputInfo());
      NodeInfo features = outputs.remove(ModelFile.FEATURES);
      if (features != null) {
        check(name, ModelFile.FEATURES, features, -1, FREE);
      }
      check(name, session.getInputInfo(), ModelFile.INPUT, -1, 1, Picture.ROWS, Picture.COLUMNS);
      check(name, outputs, ModelFile.OUTPUT, -1, card.labels().size());
      return card;
    } catch (OrtException e) {
      throw new InvalidModelException(
          name + " cannot be inspected: " + OnnxRuntime.firstLine(e), e);
    }
  }

  /** An entry with two values says two things. Entries of others do not matter. */
  private static void rejectRepeated(String model, Set<String> repeated)
      throws InvalidModelException {
    for (String key : repeated) {
      if (key.startsWith(ModelCardMetadata.PREFIX)) {
        throw new InvalidModelException(
            "%s: model card: the file has more than one entry %s; keep one"
                .formatted(model, printable(key)));
      }
    }
  }

  private static void check(String model, Map<String, NodeInfo> nodes, String name, long... shape)
      throws InvalidModelException {
    NodeInfo node = nodes.get(name);
    if (nodes.size() != 1 || node == null) {
      throw new InvalidModelException(
          "%s has %s where one tensor '%s' is expected".formatted(model, nodes.keySet(), name));
    }
    check(model, name, node, shape);
  }

  private static void check(String model, String name, NodeInfo node, long... shape)
      throws InvalidModelException {
    if (!(node.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT
        || !fits(tensor.getShape(), shape)) {
      throw new InvalidModelException(
          "%s: %s is %s, not float of %s with any first dimension"
              .formatted(model, name, node.getInfo(), Arrays.toString(shape)));
    }
  }

  private static boolean fits(long[] actual, long[] expected) {
    for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
      if (expected[i] == FREE ? actual[i] < 1 : actual[i] != expected[i]) {
        return false;
      }
    }
    return actual.length == expected.length;
  }

  private static OnnxSession of(ModelFile file, OrtSession session, ModelCard card, Device device) {
    Model model = Model.newInstance(file.name(), device, OnnxRuntime.ENGINE);
    model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
    return new OnnxSession(session, model, card, List.copyOf(session.getOutputNames()));
  }

  ModelCard card() {
    return card;
  }

  /**
   * Makes a predictor, which serves one call at a time.
   *
   * @param paddedTo the sizes that batches are filled up to
   */
  Predictor<Picture, ModelOutput> newPredictor(BatchSizes paddedTo) {
    return model.newPredictor(new PictureTranslator(outputs, card.labels().size(), paddedTo));
  }

  /**
   * Ends the record of what a session on a GPU ran where, and reads it.
   *
   * @throws IOException if ONNX Runtime cannot write it or it cannot be read
   */
  GpuProbe.NodePlacement endProfile() throws IOException {
    Path profile;
    try {
      profile = Path.of(session.endProfiling());
    } catch (OrtException e) {
      throw new IOException(e);
    }
    try {
      return GpuProbe.NodePlacement.read(profile);
    } finally {
      Files.deleteIfExists(profile);
    }
  }

  /** Frees the model, and with it everything made from it. */
  @Override
  public void close() {
    model.close();
  }
}
