// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.network.ResNetStructure.Outputs;
import java.util.Locale;
import java.util.function.Function;

/**
 * A network as an ONNX model: input {@code picture}, float N x 1 x 15 x 125, pixels from 0 to 1;
 * outputs {@code logits}, float N x classes, and {@code features}, float N x 512; the model card in
 * its metadata.
 */
final class OnnxModelProto {

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final String PRECISION = "kinetograph.precision";
  private static final String BATCH = "batch";

  private OnnxModelProto() {}

  /**
   * The model of a network.
   *
   * @param network with weights
   * @param card of the file
   */
  static ModelProto of(ResNet network, ModelCard card, Precision precision) {
    Function<String, float[]> parameters =
        name -> network.parameter(name).getArray().toFloatArray();
    GraphProto.Builder graph = GraphProto.newBuilder().setName("resnet");
    OnnxLayers layers = new OnnxLayers(graph, parameters, precision);
    Outputs<String> outputs =
        network.structure().apply(layers, ModelFile.INPUT, network.preprocessing());
    graph
        .addNode(identity(outputs.logits(), ModelFile.OUTPUT))
        .addNode(identity(outputs.features(), ModelFile.FEATURES))
        .addOutput(value(ModelFile.FEATURES, network.size().features()));
    return of(graph, network.classes(), card, precision);
  }

  private static NodeProto identity(String value, String name) {
    return NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name).build();
  }

  /**
   * Makes a model of a graph from {@code picture} to {@code logits}.
   *
   * @param graph nodes and initializers; input and output are added
   */
  static ModelProto of(GraphProto.Builder graph, int classes, ModelCard card, Precision precision) {
    graph
        .addInput(value(ModelFile.INPUT, 1, Picture.ROWS, Picture.COLUMNS))
        .addOutput(0, value(ModelFile.OUTPUT, classes));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
            .setProducerName("kinetograph")
            .setProducerVersion(card.version())
            .setDocString("Classifies what a wearer does from five seconds of acceleration.")
            .setGraph(graph);
    card.toMetadata()
        .forEach(
            (key, text) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    model.addMetadataProps(precision(precision));
    return model.build();
  }

  /** A float32 model with a quantized graph in place of its own. */
  static ModelProto int8(ModelProto float32, GraphProto graph) {
    ModelProto.Builder model = float32.toBuilder().setGraph(graph).clearMetadataProps();
    for (StringStringEntryProto entry : float32.getMetadataPropsList()) {
      model.addMetadataProps(entry.getKey().equals(PRECISION) ? precision(Precision.INT8) : entry);
    }
    return model.build();
  }

  private static StringStringEntryProto precision(Precision precision) {
    return StringStringEntryProto.newBuilder()
        .setKey(PRECISION)
        .setValue(precision.name().toLowerCase(Locale.ROOT))
        .build();
  }

  private static ValueInfoProto value(String name, long... dimensions) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (long dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
