// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.kinetograph.trainer.export.OnnxLayers.Value;
import io.kinetograph.trainer.network.TensorOperations;
import java.util.List;

/** Writes tensor operations as nodes of a graph. The height of its values is not used. */
final class OnnxOperations implements TensorOperations<Value> {

  private final OnnxLayers graph;
  private int constants;

  OnnxOperations(OnnxLayers graph) {
    this.graph = graph;
  }

  @Override
  public Value constant(float[] values, long... shape) {
    return value(graph.floats("channels." + constants++, values, shape));
  }

  @Override
  public Value add(Value left, Value right) {
    return node("Add", left, right);
  }

  @Override
  public Value subtract(Value left, Value right) {
    return node("Sub", left, right);
  }

  @Override
  public Value multiply(Value left, Value right) {
    return node("Mul", left, right);
  }

  @Override
  public Value divide(Value dividend, Value divisor) {
    return node("Div", dividend, divisor);
  }

  @Override
  public Value absolute(Value value) {
    return node("Abs", value);
  }

  @Override
  public Value sign(Value value) {
    return node("Sign", value);
  }

  @Override
  public Value squareRoot(Value value) {
    return node("Sqrt", value);
  }

  @Override
  public Value logarithm(Value value) {
    return node("Log", value);
  }

  @Override
  public Value sine(Value value) {
    return node("Sin", value);
  }

  @Override
  public Value cosine(Value value) {
    return node("Cos", value);
  }

  @Override
  public Value clip(Value value, double min, double max) {
    return node("Clip", value, scalar(min), scalar(max));
  }

  @Override
  public Value sum(Value value, int axis) {
    return node("ReduceSum", value, list(axis));
  }

  @Override
  public Value mean(Value value, int axis) {
    return add(
        NodeProto.newBuilder()
            .setOpType("ReduceMean")
            .addInput(value.name())
            .addAttribute(OnnxLayers.numbers("axes", axis)));
  }

  @Override
  public Value slice(Value value, int axis, int from, int to) {
    return node("Slice", value, list(from), list(to), list(axis));
  }

  @Override
  public Value concatenate(int axis, List<Value> values) {
    return add(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(values.stream().map(Value::name).toList())
            .addAttribute(OnnxLayers.number("axis", axis)));
  }

  @Override
  public Value reshape(Value value, long... shape) {
    return node("Reshape", value, list(shape));
  }

  @Override
  public Value exchangeMiddle(Value value) {
    return add(
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .addInput(value.name())
            .addAttribute(OnnxLayers.numbers("perm", 0, 2, 1, 3)));
  }

  @Override
  public Value filter(Value rows, Value kernels) {
    return node("Conv", rows, kernels);
  }

  private Value scalar(double number) {
    return value(graph.scalar("channels." + constants++, (float) number));
  }

  private Value list(long... numbers) {
    return value(graph.list("channels." + constants++, numbers));
  }

  private Value node(String type, Value... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
    for (Value input : inputs) {
      node.addInput(input.name());
    }
    return add(node);
  }

  private Value add(NodeProto.Builder node) {
    return value(graph.add(node));
  }

  private static Value value(String name) {
    return new Value(name, 0);
  }
}
