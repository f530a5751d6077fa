package io.kinetograph.streams.classify;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.kinetograph.imaging.model.InvalidModelCardException;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import java.util.Arrays;
import java.util.Map;

/** Reads a model's card and checks its inputs and outputs against the contract and the card. */
final class ModelInspector {

  static final String INPUT = "picture";
  static final String OUTPUT = "logits";

  private ModelInspector() {}

  /**
   * Inspects a model.
   *
   * @param name of the model, for messages
   * @param session that it was loaded into
   * @throws InvalidModelException if its card does not fit, or its input is not float N x 1 x 15 x
   *     125 or its output not float N x labels
   */
  static ModelCard inspect(String name, OrtSession session) throws InvalidModelException {
    try {
      ModelCard card = ModelCard.fromMetadata(session.getMetadata().getCustomMetadata());
      check(name, session.getInputInfo(), INPUT, -1, 1, Picture.ROWS, Picture.COLUMNS);
      check(name, session.getOutputInfo(), OUTPUT, -1, card.labels().size());
      return card;
    } catch (OrtException e) {
      throw new InvalidModelException(name + " cannot be inspected: " + firstLine(e), e);
    } catch (InvalidModelCardException e) {
      throw new InvalidModelException(name + ": " + e.getMessage(), e);
    }
  }

  private static void check(String model, Map<String, NodeInfo> nodes, String name, long... shape)
      throws InvalidModelException {
    NodeInfo node = nodes.get(name);
    if (nodes.size() != 1 || node == null) {
      throw new InvalidModelException(
          "%s has %s where one tensor '%s' is expected".formatted(model, nodes.keySet(), name));
    }
    if (!(node.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT
        || !Arrays.equals(tensor.getShape(), shape)) {
      throw new InvalidModelException(
          "%s: %s is %s, not float of %s with any first dimension"
              .formatted(model, name, node.getInfo(), Arrays.toString(shape)));
    }
  }

  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
