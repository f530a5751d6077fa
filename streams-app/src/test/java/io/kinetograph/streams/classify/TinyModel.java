package io.kinetograph.streams.classify;

import ai.onnx.proto.OnnxMl;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.PixelScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A model file with one layer of random weights, so that every pixel counts in every logit. */
public final class TinyModel {

  /** The labels of the model. */
  public static final List<String> LABELS = List.of("a", "b", "c", "d", "e");

  private final Map<String, String> metadata = new HashMap<>(card().toMetadata());
  private int rows = 15;
  private int classes = LABELS.size();

  /** What the card says. */
  public static ModelCard card() {
    return new ModelCard(
        "tiny-1",
        LABELS,
        new PixelScale(-20, 20),
        "none",
        new TreeMap<>(),
        Instant.parse("2026-11-24T00:00:00Z"));
  }

  TinyModel withRows(int count) {
    rows = count;
    return this;
  }

  TinyModel withClasses(int count) {
    classes = count;
    return this;
  }

  TinyModel without(String entry) {
    metadata.remove(entry);
    return this;
  }

  /** The weight of a pixel in a logit. */
  static List<Float> weights(int pixels, int classes) {
    Random random = new Random(11);
    List<Float> weights = new ArrayList<>();
    for (int i = 0; i < pixels * classes; i++) {
      weights.add((float) random.nextGaussian());
    }
    return weights;
  }

  /** Writes the file. */
  public Path write(Path file) throws IOException {
    int pixels = rows * 125;
    var graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("tiny")
            .addInput(tensor("picture", -1, 1, rows, 125))
            .addOutput(tensor("logits", -1, classes))
            .addInitializer(
                OnnxMl.TensorProto.newBuilder()
                    .setName("weights")
                    .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                    .addDims(pixels)
                    .addDims(classes)
                    .addAllFloatData(weights(pixels, classes)))
            .addNode(node("Flatten", "flat", "picture"))
            .addNode(node("MatMul", "logits", "flat", "weights"));
    var model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    Files.write(file, model.build().toByteArray());
    return file;
  }

  private static OnnxMl.NodeProto node(String type, String output, String... inputs) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static OnnxMl.ValueInfoProto tensor(String name, long... shape) {
    var dimensions = OnnxMl.TensorShapeProto.newBuilder();
    for (long size : shape) {
      var dimension = OnnxMl.TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(size < 0 ? dimension.setDimParam("N") : dimension.setDimValue(size));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
