// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kinetograph.fixtures.model.PoolingModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each model has less than 1 KB, and would compute numbers that take gigabytes. */
class TensorSizesTest {

  private static final long HUGE = 1 << 20;

  private final ModelLoader loader = new ModelLoader(ModelDevice.CPU, 2);

  /** A wrong number in a file turned 15 rows into a million. */
  @Test
  void aConvolutionThatPadsThePictureIsRejected() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().mergeFrom(pooling(1).getGraph());
    graph.getNodeBuilder(0).setAttribute(1, numbers("pads", 1, 1, HUGE, 1));
    assertRejected(graph, "convolved", "66,061,170 numbers for each picture, more than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pad", "Expand", "Tile", "Resize", "sizes", "Transposed", "Constant"})
  void anOperatorThatEnlargesThePictureIsRejected(String operator) throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addInput("picture");
    switch (operator) {
      case "Pad" -> graph.addInitializer(longs(node, 0, 0, 0, 0, 0, 0, HUGE, 0));
      case "Expand" -> graph.addInitializer(longs(node, 1, HUGE, 15, 125));
      case "Tile" -> graph.addInitializer(longs(node, 1, 1, 1, HUGE));
      case "Resize" ->
          graph.addInitializer(
              TensorProto.newBuilder()
                  .setName(input(node.addInput("")))
                  .setDataType(TensorProto.DataType.FLOAT.getNumber())
                  .addDims(4)
                  .addAllFloatData(List.of(1f, 1f, 1e3f, 1e3f)));
      case "sizes" ->
          graph.addInitializer(
              longs(node.setOpType("Resize").addInput("").addInput(""), 1, 1, HUGE, 100));
      case "Transposed" -> {
        node.setOpType("ConvTranspose").addAttribute(numbers("strides", HUGE, 1));
        graph.addInitializer(
            TensorProto.newBuilder()
                .setName(input(node))
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(List.of(1L, 1L, 1L, 1L))
                .addFloatData(1));
      }
      default ->
          graph.addNode(
              NodeProto.newBuilder()
                  .setOpType("Constant")
                  .addOutput(input(node.setOpType("Expand")))
                  .addAttribute(numbers("value_ints", 1, HUGE, 15, 125)));
    }
    graph.addNode(node.addOutput("large"));
    assertRejected(before(graph), "large", " numbers");
  }

  @Test
  void aConstantThatIsLargerThanTheFileIsRejected() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("ConstantOfShape");
    graph.addInitializer(longs(node, 1, 1, HUGE, 2));
    graph.addNode(node.addOutput("large"));
    assertRejected(before(graph), "large", "2,097,152 numbers, more than");
  }

  @Test
  void sparseWeightsAreRejected() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().mergeFrom(pooling(0).getGraph());
    graph.addSparseInitializer(SparseTensorProto.newBuilder().addDims(HUGE).addDims(HUGE));
    assertThatThrownBy(() -> load(graph))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("model has sparse tensors");
  }

  @Test
  void whatAModelNeedsIsLoaded() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("Expand").addInput("picture");
    graph.addInitializer(longs(node, 1, TensorSizes.MAX_FOR_A_PICTURE / (15 * 125), 15, 125));
    graph.addNode(node.addOutput("large"));
    load(before(graph));
  }

  private void assertRejected(GraphProto.Builder graph, String tensor, String numbers) {
    assertThatThrownBy(() -> load(graph))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("model computes a tensor ('" + tensor + "') of ")
        .hasMessageContaining(numbers)
        .hasMessageContaining(", more than the limit of 1,048,576: check its paddings");
  }

  private void load(GraphProto.Builder graph) throws Exception {
    byte[] bytes = pooling(0).toBuilder().setGraph(graph).build().toByteArray();
    assertThat(bytes).hasSizeLessThan(1024);
    loader.load(ModelFile.of("model", bytes)).close();
  }

  /** Nodes that average the tensor {@code large} follow. */
  private static GraphProto.Builder before(GraphProto.Builder graph)
      throws InvalidProtocolBufferException {
    NodeProto.Builder mean = NodeProto.newBuilder().setOpType("ReduceMean").addInput("large");
    TensorProto channels = longs(mean, 1).toBuilder().setName("channels").build();
    graph.addInitializer(channels).addNode(mean.setInput(1, "channels").addOutput("small"));
    graph.mergeFrom(pooling(0).getGraph());
    graph.getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals("GlobalAveragePool"))
        .forEach(node -> node.setInput(0, "small"));
    return graph;
  }

  private static ModelProto pooling(int model) throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(PoolingModel.all().get(model));
  }

  private static AttributeProto numbers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  /** Numbers that are the node's next input. */
  private static TensorProto longs(NodeProto.Builder node, long... values) {
    return TensorProto.newBuilder()
        .setName(input(node))
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static String input(NodeProto.Builder node) {
    String name = "input" + node.getInputCount();
    node.addInput(name);
    return name;
  }
}
