// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import io.kinetograph.trainer.network.TensorOperations;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Writes the layers as nodes and initializers of an ONNX graph, whose values it knows by their
 * names.
 */
final class OnnxLayers implements Layers<String> {

  private static final int POOL = 3;
  private static final int POOL_STRIDE = 2;

  private final GraphProto.Builder graph;
  private final Function<String, float[]> parameters;
  private final Precision precision;
  private final OnnxOperations operations = new OnnxOperations(this);
  private int values;

  OnnxLayers(GraphProto.Builder graph, Function<String, float[]> parameters, Precision precision) {
    this.graph = graph;
    this.parameters = parameters;
    this.precision = precision;
  }

  @Override
  public TensorOperations<String> operations() {
    return operations;
  }

  @Override
  public String stem(String moving, String constant, Convolution stem) {
    FoldedConvolution folded = FoldedConvolution.of(stem, parameters);
    float[] kernels = folded.scaled(parameters.apply(CONSTANT));
    int kernel = stem.kernel();
    NodeProto.Builder once =
        NodeProto.newBuilder()
            .setOpType("Conv")
            .setName("constant")
            .addInput(constant)
            .addInput(
                weight(
                    CONSTANT, kernels, stem.out(), kernels.length / stem.out() / kernel, kernel, 1))
            .addAttribute(numbers("kernel_shape", kernel, 1))
            .addAttribute(numbers("strides", stem.stride(), 1))
            .addAttribute(numbers("pads", stem.padding(), 0, stem.padding(), 0));
    return node("Add", convolution(moving, folded, stem), add(once));
  }

  @Override
  public String convolution(String input, Convolution c) {
    return convolution(input, FoldedConvolution.of(c, parameters), c);
  }

  private String convolution(String input, FoldedConvolution folded, Convolution c) {
    String kernel =
        weight(c.name() + ".weight", folded.kernel(), c.out(), c.in(), c.rows(), c.kernel());
    String bias = floats(c.name() + ".bias", folded.bias(), c.out());
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("Conv")
            .setName(c.name())
            .addInput(input)
            .addInput(kernel)
            .addInput(bias)
            .addAttribute(numbers("kernel_shape", c.rows(), c.kernel()))
            .addAttribute(numbers("strides", c.stride(), c.stride()))
            .addAttribute(
                numbers("pads", c.rowPadding(), c.padding(), c.rowPadding(), c.padding()));
    return add(node);
  }

  @Override
  public String relu(String input) {
    return node("Relu", input);
  }

  @Override
  public String maxPool(String input) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("MaxPool")
            .addInput(input)
            .addAttribute(numbers("kernel_shape", POOL, POOL))
            .addAttribute(numbers("strides", POOL_STRIDE, POOL_STRIDE))
            .addAttribute(numbers("pads", 1, 1, 1, 1));
    return add(node);
  }

  @Override
  public String add(String left, String right) {
    return node("Add", left, right);
  }

  @Override
  public String globalAveragePool(String input) {
    return node("Flatten", node("GlobalAveragePool", input));
  }

  @Override
  public String fullyConnected(String input) {
    float[] bias = parameters.apply("fc.bias");
    float[] weights = parameters.apply("fc.weight");
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("Gemm")
            .setName("fc")
            .addInput(input)
            .addInput(weight("fc.weight", weights, bias.length, weights.length / bias.length))
            .addInput(floats("fc.bias", bias, bias.length))
            .addAttribute(number("transB", 1));
    return add(node);
  }

  @Override
  public boolean addsDiscriminant() {
    return true;
  }

  @Override
  public String parameter(String name) {
    long[] shape =
        Objects.requireNonNull(Discriminant.shapes(classes()).get(name), name).getShape();
    float[] values = parameters.apply(name);
    return shape.length == Discriminant.TABLE_AXES
        ? weight(name, values, shape)
        : floats(name, values, shape);
  }

  @Override
  public int classes() {
    return parameters.apply("fc.bias").length;
  }

  /** A node without attributes; returns the name of its output. */
  String node(String type, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
    for (String input : inputs) {
      node.addInput(input);
    }
    return add(node);
  }

  /** Adds a node; returns the name of its output. */
  String add(NodeProto.Builder node) {
    String output = "value" + values++;
    graph.addNode(node.addOutput(output));
    return output;
  }

  static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto numbers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** An initializer of a list of numbers, such as a shape. */
  String list(String name, long... values) {
    graph.addInitializer(OnnxTensors.list(name, values));
    return name;
  }

  /** An initializer of one number, without dimensions. */
  String scalar(String name, float value) {
    return floats(name, new float[] {value});
  }

  /** An initializer in the file's precision; the large ones. */
  private String weight(String name, float[] values, long... dimensions) {
    if (precision == Precision.FLOAT32) {
      return floats(name, values, dimensions);
    }
    graph.addInitializer(OnnxTensors.halves(name, values, list(dimensions)));
    NodeProto.Builder cast =
        NodeProto.newBuilder()
            .setOpType("Cast")
            .addInput(name)
            .addAttribute(number("to", TensorProto.DataType.FLOAT.getNumber()));
    return add(cast);
  }

  String floats(String name, float[] values, long... dimensions) {
    graph.addInitializer(OnnxTensors.floats(name, values, list(dimensions)));
    return name;
  }

  private static List<Long> list(long... dimensions) {
    return LongStream.of(dimensions).boxed().toList();
  }
}
