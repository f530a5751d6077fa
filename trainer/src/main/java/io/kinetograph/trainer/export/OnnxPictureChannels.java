// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.data.Preprocessing.Normalization;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the network's input channels, computed from a picture, as ONNX nodes. They are not folded
 * into the first convolution, because that would change the meaning of its zero padding.
 */
final class OnnxPictureChannels {

  private static final int CHANNELS = 1;
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private final OnnxLayers graph;
  private final Normalization normalization;

  OnnxPictureChannels(OnnxLayers graph, Normalization normalization) {
    this.graph = graph;
    this.normalization = normalization;
  }

  /**
   * The channels.
   *
   * @param pixels name of N x 1 x 15 x 125 pixels
   * @return name of N x {@link Normalization#channels()} x 15 x 125 values
   */
  String of(String pixels) {
    String centered = graph.node("Sub", pixels, graph.scalar("pixel.mean", normalization.mean()));
    String standard =
        graph.node("Div", centered, graph.scalar("pixel.deviation", normalization.deviation()));
    List<String> channels = new ArrayList<>(List.of(standard));
    if (normalization.contrast() > 0) {
      addContrast(pixels, channels);
    }
    if (normalization.posture() > 0) {
      addPosture(pixels, channels);
    }
    return channels.size() == 1 ? standard : concat(CHANNELS, channels.toArray(String[]::new));
  }

  private void addPosture(String pixels, List<String> channels) {
    String phase =
        graph.node("Mul", mean(pixels), graph.scalar("posture.phase", normalization.phase()));
    String shape = graph.node("Shape", pixels);
    channels.add(graph.node("Expand", graph.node("Sin", phase), shape));
    channels.add(graph.node("Expand", graph.node("Cos", phase), shape));
  }

  private void addContrast(String pixels, List<String> channels) {
    String moved = graph.node("Sub", pixels, mean(pixels));
    channels.add(compress("contrast", moved, normalization.contrast()));
    String accelerations =
        graph.node("Sub", pixels, graph.scalar("pixel.zero", normalization.zero()));
    channels.add(compress("upright", upright(accelerations), normalization.uprightContrast()));
  }

  private String upright(String accelerations) {
    String units =
        graph.node(
            "Reshape",
            accelerations,
            graph.list("units.shape", -1, BodyUnit.COUNT, BodyUnit.AXES, Picture.COLUMNS));
    String rest = mean(units);
    String gravity = length("gravity", rest);
    String up = graph.node("Div", rest, gravity);
    String along = sum("along", graph.node("Mul", units, up));
    String across = length("across", graph.node("Sub", units, graph.node("Mul", up, along)));
    String rows =
        concat(
            ROWS,
            graph.node("Sub", along, gravity),
            across,
            graph.node("Sub", length("magnitude", units), gravity));
    return graph.node(
        "Reshape", rows, graph.list("picture.shape", -1, 1, Picture.ROWS, Picture.COLUMNS));
  }

  private String compress(String name, String difference, float unit) {
    String size =
        graph.node("Div", graph.node("Abs", difference), graph.scalar(name + ".unit", unit));
    String logarithm = graph.node("Log", graph.node("Add", size, graph.scalar(name + ".one", 1)));
    return graph.node("Mul", logarithm, graph.node("Sign", difference));
  }

  private String length(String name, String vectors) {
    String squares = sum(name, graph.node("Mul", vectors, vectors));
    String least = graph.scalar(name + ".least", Normalization.LEAST_SQUARE);
    return graph.node("Sqrt", graph.node("Add", squares, least));
  }

  private String sum(String name, String vectors) {
    return graph.node("ReduceSum", vectors, graph.list(name + ".rows", ROWS));
  }

  private String mean(String values) {
    return graph.add(
        NodeProto.newBuilder()
            .setOpType("ReduceMean")
            .addInput(values)
            .addAttribute(OnnxLayers.numbers("axes", COLUMNS)));
  }

  private String concat(int axis, String... values) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType("Concat").addAttribute(OnnxLayers.number("axis", axis));
    for (String value : values) {
      node.addInput(value);
    }
    return graph.add(node);
  }
}
