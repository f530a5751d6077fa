// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.kinetograph.trainer.network.TensorOperations;
import java.util.List;
import java.util.stream.IntStream;

/** Writes tensor operations as nodes of a graph. */
final class OnnxOperations implements TensorOperations<String> {

  private final OnnxLayers graph;
  private int constants;

  OnnxOperations(OnnxLayers graph) {
    this.graph = graph;
  }

  @Override
  public String constant(float[] values, long... shape) {
    return graph.floats("number." + constants++, values, shape);
  }

  @Override
  public String add(String left, String right) {
    return graph.node("Add", left, right);
  }

  @Override
  public String subtract(String left, String right) {
    return graph.node("Sub", left, right);
  }

  @Override
  public String multiply(String left, String right) {
    return graph.node("Mul", left, right);
  }

  @Override
  public String divide(String dividend, String divisor) {
    return graph.node("Div", dividend, divisor);
  }

  @Override
  public String absolute(String value) {
    return graph.node("Abs", value);
  }

  @Override
  public String sign(String value) {
    return graph.node("Sign", value);
  }

  @Override
  public String squareRoot(String value) {
    return graph.node("Sqrt", value);
  }

  @Override
  public String logarithm(String value) {
    return graph.node("Log", value);
  }

  @Override
  public String sine(String value) {
    return graph.node("Sin", value);
  }

  @Override
  public String cosine(String value) {
    return graph.node("Cos", value);
  }

  @Override
  public String clip(String value, double min, double max) {
    return graph.node("Clip", value, scalar(min), scalar(max));
  }

  @Override
  public String sigmoid(String value) {
    return graph.node("Sigmoid", value);
  }

  @Override
  public String sum(String value, int axis) {
    return graph.node("ReduceSum", value, list(axis));
  }

  @Override
  public String mean(String value, int axis) {
    return reduced("ReduceMean", value, axis);
  }

  @Override
  public String minimum(String value, int axis) {
    return reduced("ReduceMin", value, axis);
  }

  private String reduced(String type, String value, int axis) {
    return graph.add(
        NodeProto.newBuilder()
            .setOpType(type)
            .addInput(value)
            .addAttribute(OnnxLayers.numbers("axes", axis)));
  }

  @Override
  public String logSoftmax(String value) {
    return graph.node("LogSoftmax", value);
  }

  @Override
  public String slice(String value, int axis, int from, int to) {
    return graph.node("Slice", value, list(from), list(to), list(axis));
  }

  @Override
  public String concatenate(int axis, List<String> values) {
    return graph.add(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(values)
            .addAttribute(OnnxLayers.number("axis", axis)));
  }

  @Override
  public String gather(String value, int axis, int... indexes) {
    String indices = list(IntStream.of(indexes).asLongStream().toArray());
    return gatherNode(value, indices, axis);
  }

  @Override
  public String lookUp(String table, String index) {
    String whole =
        graph.add(
            NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(index)
                .addAttribute(OnnxLayers.number("to", TensorProto.DataType.INT64.getNumber())));
    return gatherNode(table, whole, 0);
  }

  private String gatherNode(String value, String indices, int axis) {
    return graph.add(
        NodeProto.newBuilder()
            .setOpType("Gather")
            .addInput(value)
            .addInput(indices)
            .addAttribute(OnnxLayers.number("axis", axis)));
  }

  @Override
  public String product(String left, String right) {
    return graph.node("MatMul", left, right);
  }

  @Override
  public String reshape(String value, long... shape) {
    return graph.node("Reshape", value, list(shape));
  }

  @Override
  public String exchangeMiddle(String value) {
    return graph.add(
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .addInput(value)
            .addAttribute(OnnxLayers.numbers("perm", 0, 2, 1, 3)));
  }

  @Override
  public String filter(String rows, String kernels) {
    return graph.node("Conv", rows, kernels);
  }

  private String scalar(double number) {
    return graph.scalar("number." + constants++, (float) number);
  }

  private String list(long... numbers) {
    return graph.list("number." + constants++, numbers);
  }
}
