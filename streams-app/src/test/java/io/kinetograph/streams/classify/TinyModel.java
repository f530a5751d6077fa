package io.kinetograph.streams.classify;

import ai.onnx.proto.OnnxMl;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A model file with one layer of random weights, so that every pixel counts in every logit. Version
 * and labels decide the weights.
 */
public final class TinyModel {

  /** The labels of the model, unless it is given others. */
  public static final List<String> LABELS = List.of("a", "b", "c", "d", "e");

  /** On the scale of {@link #card}. */
  private static final PixelScale SCALE = new PixelScale(-20, 20);

  private final String version;
  private final Map<String, String> metadata;
  private int rows = Picture.ROWS;
  private int classes;
  private String layer = "MatMul";
  private float firstWeight = Float.MAX_VALUE;

  /** The model {@code tiny-1}. */
  public TinyModel() {
    this("tiny-1", LABELS);
  }

  /** A model of a version and labels of its own. */
  public TinyModel(String version, List<String> labels) {
    this.version = version;
    this.metadata = new TreeMap<>(card(version, labels).toMetadata());
    this.classes = labels.size();
  }

  /** What the card of {@code tiny-1} says. */
  public static ModelCard card() {
    return card("tiny-1", LABELS);
  }

  private static ModelCard card(String version, List<String> labels) {
    return new ModelCard(
        version, labels, SCALE, "none", new TreeMap<>(), Instant.parse("2026-11-24T00:00:00Z"));
  }

  /** Its version. */
  public String version() {
    return version;
  }

  public TinyModel withRows(int count) {
    rows = count;
    return this;
  }

  public TinyModel withClasses(int count) {
    classes = count;
    return this;
  }

  public TinyModel with(String entry, String value) {
    metadata.put(entry, value);
    return this;
  }

  public TinyModel without(String entry) {
    metadata.remove(entry);
    return this;
  }

  /** With another weight of the first pixel in the first logit, such as NaN. */
  public TinyModel withFirstWeight(float weight) {
    firstWeight = weight;
    return this;
  }

  /** Each picture's logits less the mean of the batch's, as of a network left in training. */
  public TinyModel mixingTheBatch() {
    layer = "mixing";
    return this;
  }

  /** Answers the first picture of a batch only, whatever its shapes promise. */
  public TinyModel forOnePicture() {
    layer = "one";
    return this;
  }

  /** The logits of a segment, computed here and not by ONNX Runtime. */
  public static double[] logits(String version, List<String> labels, Segment segment) {
    Picture picture = Picture.of(segment, SCALE);
    List<Float> weights = weights(version, Picture.PIXELS, labels.size());
    double[] logits = new double[labels.size()];
    for (int pixel = 0; pixel < Picture.PIXELS; pixel++) {
      for (int label = 0; label < logits.length; label++) {
        logits[label] +=
            (double) picture.pixel(pixel / Picture.COLUMNS, pixel % Picture.COLUMNS)
                * weights.get(pixel * logits.length + label);
      }
    }
    return logits;
  }

  /**
   * The weight of a pixel in a logit: of each pixel in turn those of all logits.
   *
   * @param version of the model; another one has other weights
   */
  public static List<Float> weights(String version, int pixels, int classes) {
    Random random = new Random(version.hashCode());
    List<Float> weights = new ArrayList<>();
    for (int i = 0; i < pixels * classes; i++) {
      weights.add((float) random.nextGaussian());
    }
    return weights;
  }

  /** Writes the file. */
  public Path write(Path file) throws IOException {
    Files.write(file, bytes());
    return file;
  }

  /** The file's content. */
  public byte[] bytes() {
    int pixels = rows * Picture.COLUMNS;
    List<Float> weights = weights(version, pixels, classes);
    if (firstWeight != Float.MAX_VALUE) {
      weights.set(0, firstWeight);
    }
    var graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("tiny")
            .addInput(tensor("picture", -1, 1, rows, Picture.COLUMNS))
            .addOutput(tensor("logits", -1, classes))
            .addInitializer(
                OnnxMl.TensorProto.newBuilder()
                    .setName("weights")
                    .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                    .addDims(pixels)
                    .addDims(classes)
                    .addAllFloatData(weights));
    if (layer.equals("one")) {
      graph
          .addInitializer(whole("from", 0))
          .addInitializer(whole("to", 1))
          .addNode(node("Slice", "one", "picture", "from", "to"))
          .addNode(node("Flatten", "flat", "one"));
    } else {
      graph.addNode(node("Flatten", "flat", "picture"));
    }
    if (layer.equals("mixing")) {
      graph
          .addInitializer(whole("first", 0))
          .addNode(node("MatMul", "own", "flat", "weights"))
          .addNode(node("ReduceMean", "mean", "own", "first"))
          .addNode(node("Sub", "logits", "own", "mean"));
    } else {
      graph.addNode(node("MatMul", "logits", "flat", "weights"));
    }
    var model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(18))
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private static OnnxMl.TensorProto whole(String name, long... values) {
    return OnnxMl.TensorProto.newBuilder()
        .setName(name)
        .setDataType(OnnxMl.TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList())
        .build();
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
