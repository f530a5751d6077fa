// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.picture.Picture;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Runs a model that has activations of its graph as further outputs, in a session like that of a
 * {@link LogitsModel} on the CPU. The export takes the ranges of int8 from it.
 */
public final class ActivationReader implements AutoCloseable {

  private final OrtSession session;

  private ActivationReader(OrtSession session) {
    this.session = session;
  }

  /**
   * Opens a model.
   *
   * @param model an ONNX file's content; it needs no card
   * @throws InvalidModelException if it is not an ONNX model
   */
  public static ActivationReader open(byte[] model) throws InvalidModelException {
    OnnxRuntime.start();
    try (OrtSession.SessionOptions options = OnnxRuntime.options(1)) {
      return new ActivationReader(OnnxRuntime.open(model, options));
    } catch (OrtException e) {
      throw new InvalidModelException("not an ONNX model: " + OnnxRuntime.firstLine(e), e);
    }
  }

  /**
   * Runs one batch of pictures.
   *
   * @param outputs names of the outputs to read, all float
   * @param reader gets each output's name and its numbers, of all pictures one after the other;
   *     they are gone once it returns
   * @throws InferenceException if the model fails
   */
  public void read(
      List<Picture> pictures, Set<String> outputs, BiConsumer<String, FloatBuffer> reader) {
    FloatBuffer pixels = PictureTranslator.newBuffer(pictures.size());
    pictures.forEach(picture -> picture.putInto(pixels));
    long[] shape = {pictures.size(), 1, Picture.ROWS, Picture.COLUMNS};
    try (OnnxTensor input =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), pixels.flip(), shape);
        OrtSession.Result result = session.run(Map.of(ModelFile.INPUT, input), outputs)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        reader.accept(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer());
      }
    } catch (OrtException e) {
      throw new InferenceException(
          String.format(
              Locale.ROOT,
              "the model failed on %d pictures: %s",
              pictures.size(),
              OnnxRuntime.firstLine(e)),
          e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session cannot be closed", e);
    }
  }
}
