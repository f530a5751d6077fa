// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rewrites a float graph so that ONNX Runtime computes its convolutions and sums in integers: every
 * tensor between them is quantized and dequantized (Jacob et al. 2018), a pattern that the runtime
 * replaces by {@code QLinearConv} and {@code QLinearAdd}.
 *
 * <p>Everything up to and including the first pooling stays float: the picture's range is 50 m/s^2,
 * and the difference between standing in an elevator and standing still is far below a 255th of it;
 * the stem is 2% of the work. Everything after the last sum is float too.
 */
final class Int8Graph {

  private static final String ENTRY = "MaxPool";

  private static final String QUANTIZED = ".quantized";
  private static final String DEQUANTIZED = ".dequantized";

  private final GraphProto source;
  private final Map<String, TensorProto> constants;

  /** Names of the quantized activations, in the graph's order. */
  private final Set<String> quantized = new LinkedHashSet<>();

  /** The output of a rectifier by its input. */
  private final Map<String, String> rectified = new HashMap<>();

  /**
   * Finds what can be quantized.
   *
   * @param source a float graph whose nodes are in order, with a {@code MaxPool}
   * @throws IllegalArgumentException if there is no {@code MaxPool}
   */
  Int8Graph(GraphProto source) {
    this.source = source;
    this.constants =
        source.getInitializerList().stream()
            .collect(Collectors.toMap(TensorProto::getName, Function.identity()));
    Map<String, List<NodeProto>> readers = new HashMap<>();
    for (NodeProto node : source.getNodeList()) {
      node.getInputList()
          .forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
    }
    for (NodeProto node : source.getNodeList()) {
      String output = node.getOutput(0);
      if (quantized.isEmpty()) {
        if (node.getOpType().equals(ENTRY)) {
          quantized.add(output);
        }
      } else if (isQuantized(node)) {
        List<NodeProto> after = readers.getOrDefault(output, List.of());
        if (after.size() == 1 && after.get(0).getOpType().equals("Relu")) {
          rectified.put(output, after.get(0).getOutput(0));
        }
        quantized.add(rectified.getOrDefault(output, output));
      }
    }
    if (quantized.isEmpty()) {
      throw new IllegalArgumentException("the graph has no " + ENTRY + " to quantize from");
    }
  }

  private boolean isQuantized(NodeProto node) {
    return switch (node.getOpType()) {
      case "Conv" -> quantized.contains(node.getInput(0));
      case "Add" -> quantized.containsAll(node.getInputList());
      default -> false;
    };
  }

  /** Names of the activations that {@link #quantize} needs quantizations of. */
  Set<String> activations() {
    return Set.copyOf(quantized);
  }

  /**
   * Rewrites the graph.
   *
   * @param quantizations of each activation, by name
   */
  GraphProto quantize(Map<String, Quantization> quantizations) {
    return new Rewriting(quantizations).graph();
  }

  private final class Rewriting {

    private final Map<String, Quantization> quantizations;
    private final GraphProto.Builder graph = source.toBuilder().clearNode().clearInitializer();
    private final Set<String> replaced = new HashSet<>();

    Rewriting(Map<String, Quantization> quantizations) {
      this.quantizations = quantizations;
    }

    GraphProto graph() {
      for (NodeProto node : source.getNodeList()) {
        if (!rectified.containsValue(node.getOutput(0))) {
          add(node);
        }
      }
      constants.values().stream()
          .filter(constant -> !replaced.contains(constant.getName()))
          .sorted((left, right) -> left.getName().compareTo(right.getName()))
          .forEach(graph::addInitializer);
      return graph.build();
    }

    private void add(NodeProto node) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        if (quantized.contains(node.getInput(i))) {
          copy.setInput(i, node.getInput(i) + DEQUANTIZED);
        }
      }
      if (isQuantized(node) && node.getOpType().equals("Conv")) {
        quantizeWeights(node, copy);
      }
      String output = rectified.getOrDefault(node.getOutput(0), node.getOutput(0));
      graph.addNode(copy.setOutput(0, output));
      if (quantized.contains(output)) {
        quantizeActivation(output);
      }
    }

    /** A range that starts at zero clips as a rectifier does, so the rectifier is dropped. */
    private void quantizeActivation(String value) {
      Quantization quantization = quantization(value);
      String scale = value + ".scale";
      String zeroPoint = value + ".zero-point";
      graph
          .addInitializer(OnnxTensors.floats(scale, new float[] {quantization.scale()}, List.of()))
          .addInitializer(OnnxTensors.unsignedByte(zeroPoint, quantization.zeroPoint()));
      if (value.equals(quantized.iterator().next())) {
        quantizeEntry(value, quantization, zeroPoint);
      } else {
        graph.addNode(node("QuantizeLinear", value + QUANTIZED, value, scale, zeroPoint));
      }
      graph.addNode(
          node("DequantizeLinear", value + DEQUANTIZED, value + QUANTIZED, scale, zeroPoint));
    }

    /**
     * Divides by the scale and quantizes in steps of one. ONNX Runtime moves a quantization that
     * directly follows a pooling in front of it, and its pooling of bytes takes as long as all
     * convolutions together: a node between the two prevents that.
     */
    private void quantizeEntry(String value, Quantization quantization, String zeroPoint) {
      String inverse = value + ".inverse-scale";
      String one = value + ".one";
      float[] steps = {1 / quantization.scale()};
      graph
          .addInitializer(OnnxTensors.floats(inverse, steps, List.of()))
          .addInitializer(OnnxTensors.floats(one, new float[] {1}, List.of()))
          .addNode(node("Mul", value + ".steps", value, inverse))
          .addNode(node("QuantizeLinear", value + QUANTIZED, value + ".steps", one, zeroPoint));
    }

    private Quantization quantization(String value) {
      Quantization quantization = quantizations.get(value);
      if (quantization == null) {
        throw new IllegalArgumentException("the quantization of " + value + " is not known");
      }
      return quantization;
    }

    private void quantizeWeights(NodeProto node, NodeProto.Builder copy) {
      TensorProto kernel = constant(node.getInput(1));
      TensorProto bias = constant(node.getInput(2));
      Quantization input = quantization(node.getInput(0));
      Int8Weights weights =
          Int8Weights.of(OnnxTensors.toFloats(kernel), OnnxTensors.toFloats(bias), input.scale());
      List<Long> channels = bias.getDimsList();
      byte[] zeros = new byte[weights.scales().length];
      graph
          .addInitializer(
              OnnxTensors.bytes(
                  kernel.getName() + QUANTIZED, weights.kernel(), kernel.getDimsList()))
          .addInitializer(
              OnnxTensors.floats(kernel.getName() + ".scale", weights.scales(), channels))
          .addInitializer(OnnxTensors.bytes(kernel.getName() + ".zero-point", zeros, channels))
          .addInitializer(OnnxTensors.ints(bias.getName() + QUANTIZED, weights.bias(), channels))
          .addInitializer(
              OnnxTensors.floats(bias.getName() + ".scale", weights.biasScales(), channels));
      copy.setInput(1, dequantize(kernel.getName(), ".scale", ".zero-point"));
      copy.setInput(2, dequantize(bias.getName(), ".scale"));
    }

    private TensorProto constant(String name) {
      TensorProto constant = constants.get(name);
      if (constant == null) {
        throw new IllegalArgumentException(
            "the weights %s are not a constant of the graph".formatted(name));
      }
      replaced.add(name);
      return constant;
    }

    private String dequantize(String name, String... suffixes) {
      NodeProto.Builder node = node("DequantizeLinear", name + DEQUANTIZED, name + QUANTIZED);
      for (String suffix : suffixes) {
        node.addInput(name + suffix);
      }
      graph.addNode(node.addAttribute(OnnxLayers.number("axis", 0)));
      return name + DEQUANTIZED;
    }

    private static NodeProto.Builder node(String type, String output, String... inputs) {
      return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
    }
  }
}
