package io.kinetograph.quickstart;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A model of one layer with random weights: every pixel may tip the scales. */
final class OneLayerModel {

  private static final PixelScale SCALE = new PixelScale(-20, 20);
  private static final List<String> LABELS = ActivityLabels.all();

  private final Path file;

  private OneLayerModel(Path file) {
    this.file = file;
  }

  static OneLayerModel write(Path file) throws IOException {
    var weights =
        OnnxMl.TensorProto.newBuilder()
            .setName("weights")
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(Picture.PIXELS)
            .addDims(LABELS.size());
    Random random = new Random(3);
    for (int i = 0; i < Picture.PIXELS * LABELS.size(); i++) {
      weights.addFloatData((float) random.nextGaussian());
    }
    var graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("one-layer")
            .addInput(tensor("picture", 0, 1, Picture.ROWS, Picture.COLUMNS))
            .addOutput(tensor("logits", 0, LABELS.size()))
            .addInitializer(weights)
            .addNode(node("Flatten", List.of("picture"), "pixels"))
            .addNode(node("MatMul", List.of("pixels", "weights"), "logits"));
    var model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph);
    card()
        .toMetadata()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    Files.write(file, model.build().toByteArray());
    return new OneLayerModel(file);
  }

  private static ModelCard card() {
    return new ModelCard(
        "one-layer",
        LABELS,
        SCALE,
        "nothing",
        new TreeMap<>(),
        Instant.parse("2026-11-24T00:00:00Z"));
  }

  private static OnnxMl.NodeProto.Builder node(String type, List<String> inputs, String output) {
    return OnnxMl.NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output);
  }

  /** Declares a float tensor; its first size is open. */
  private static OnnxMl.ValueInfoProto.Builder tensor(String name, long open, long... sizes) {
    var shape = OnnxMl.TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N" + open);
    for (long size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    var value = OnnxMl.ValueInfoProto.newBuilder().setName(name);
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.FLOAT.getNumber())
        .setShape(shape);
    return value;
  }

  Path file() {
    return file;
  }

  /**
   * What the model says of a segment, asked without anything of the app.
   *
   * @param values 15 x 125 values in m/s^2, row after row
   */
  String label(float[] values) throws OrtException {
    FloatBuffer pixels = FloatBuffer.allocate(Picture.PIXELS);
    Picture.of(values, SCALE).putInto(pixels);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor picture =
            OnnxTensor.createTensor(
                environment, pixels.flip(), new long[] {1, 1, Picture.ROWS, Picture.COLUMNS});
        OrtSession.Result result = session.run(Map.of("picture", picture))) {
      float[] logits = ((float[][]) result.get(0).getValue())[0];
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      return LABELS.get(best);
    }
  }
}
