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
 * Rewrites a float graph so that ONNX Runtime computes its convolutions and sums in whole numbers:
 * every tensor between them is written as quantised and restored (Jacob et al. 2018), a pattern
 * that the runtime knows and replaces by {@code QLinearConv} and {@code QLinearAdd}.
 *
 * <p>Up to and including the first pooling all stays float. The picture's range is 50 m/s^2 and
 * what tells the elevator from standing is far below a 255th of it; the stem is 2 % of the work.
 * From the last sum on all is float too.
 */
final class Int8Graph {

  private static final String ENTRY = "MaxPool";

  private static final String QUANTISED = ".quantised";
  private static final String RESTORED = ".restored";

  private final GraphProto source;
  private final Map<String, TensorProto> constants;

  /** Names of the values that are quantised, in the graph's order. */
  private final Set<String> quantised = new LinkedHashSet<>();

  /** The value behind the rectifier by the value in front of it. */
  private final Map<String, String> rectified = new HashMap<>();

  /**
   * Finds what can be quantised.
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
      if (quantised.isEmpty()) {
        if (node.getOpType().equals(ENTRY)) {
          quantised.add(output);
        }
      } else if (isQuantised(node)) {
        List<NodeProto> after = readers.getOrDefault(output, List.of());
        if (after.size() == 1 && after.get(0).getOpType().equals("Relu")) {
          rectified.put(output, after.get(0).getOutput(0));
        }
        quantised.add(rectified.getOrDefault(output, output));
      }
    }
    if (quantised.isEmpty()) {
      throw new IllegalArgumentException("the graph has no " + ENTRY + " to quantise from");
    }
  }

  private boolean isQuantised(NodeProto node) {
    return switch (node.getOpType()) {
      case "Conv" -> quantised.contains(node.getInput(0));
      case "Add" -> quantised.containsAll(node.getInputList());
      default -> false;
    };
  }

  /** The values whose quantisation must be known. */
  Set<String> activations() {
    return Set.copyOf(quantised);
  }

  /**
   * Rewrites the graph.
   *
   * @param quantisations of every activation, by name
   */
  GraphProto quantise(Map<String, Quantization> quantisations) {
    return new Rewriting(quantisations).graph();
  }

  private final class Rewriting {

    private final Map<String, Quantization> quantisations;
    private final GraphProto.Builder graph = source.toBuilder().clearNode().clearInitializer();
    private final Set<String> replaced = new HashSet<>();

    Rewriting(Map<String, Quantization> quantisations) {
      this.quantisations = quantisations;
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
        if (quantised.contains(node.getInput(i))) {
          copy.setInput(i, node.getInput(i) + RESTORED);
        }
      }
      if (isQuantised(node) && node.getOpType().equals("Conv")) {
        quantiseWeights(node, copy);
      }
      String output = rectified.getOrDefault(node.getOutput(0), node.getOutput(0));
      graph.addNode(copy.setOutput(0, output));
      if (quantised.contains(output)) {
        quantiseValue(output);
      }
    }

    /** A range that starts at zero clips what a rectifier clips, so that there is none behind. */
    private void quantiseValue(String value) {
      Quantization quantisation = quantisation(value);
      String scale = value + ".scale";
      String zeroPoint = value + ".zero-point";
      graph
          .addInitializer(OnnxTensors.floats(scale, new float[] {quantisation.scale()}, List.of()))
          .addInitializer(OnnxTensors.unsignedByte(zeroPoint, quantisation.zeroPoint()));
      if (value.equals(quantised.iterator().next())) {
        quantiseEntry(value, quantisation, zeroPoint);
      } else {
        graph.addNode(node("QuantizeLinear", value + QUANTISED, value, scale, zeroPoint));
      }
      graph.addNode(
          node("DequantizeLinear", value + RESTORED, value + QUANTISED, scale, zeroPoint));
    }

    /**
     * Divides by the scale and quantises in steps of one. ONNX Runtime draws a quantisation right
     * behind a pooling in front of it, and its pooling of bytes takes as long as all convolutions
     * together: there must be something between the two.
     */
    private void quantiseEntry(String value, Quantization quantisation, String zeroPoint) {
      String inverse = value + ".inverse-scale";
      String one = value + ".one";
      float[] steps = {1 / quantisation.scale()};
      graph
          .addInitializer(OnnxTensors.floats(inverse, steps, List.of()))
          .addInitializer(OnnxTensors.floats(one, new float[] {1}, List.of()))
          .addNode(node("Mul", value + ".steps", value, inverse))
          .addNode(node("QuantizeLinear", value + QUANTISED, value + ".steps", one, zeroPoint));
    }

    private Quantization quantisation(String value) {
      Quantization quantisation = quantisations.get(value);
      if (quantisation == null) {
        throw new IllegalArgumentException("the quantisation of " + value + " is not known");
      }
      return quantisation;
    }

    private void quantiseWeights(NodeProto node, NodeProto.Builder copy) {
      TensorProto kernel = constant(node.getInput(1));
      TensorProto bias = constant(node.getInput(2));
      Quantization input = quantisation(node.getInput(0));
      Int8Weights weights =
          Int8Weights.of(OnnxTensors.toFloats(kernel), OnnxTensors.toFloats(bias), input.scale());
      List<Long> channels = bias.getDimsList();
      byte[] zeros = new byte[weights.scales().length];
      graph
          .addInitializer(
              OnnxTensors.bytes(
                  kernel.getName() + QUANTISED, weights.kernel(), kernel.getDimsList()))
          .addInitializer(
              OnnxTensors.floats(kernel.getName() + ".scale", weights.scales(), channels))
          .addInitializer(OnnxTensors.bytes(kernel.getName() + ".zero-point", zeros, channels))
          .addInitializer(
              OnnxTensors.wholeNumbers(bias.getName() + QUANTISED, weights.bias(), channels))
          .addInitializer(
              OnnxTensors.floats(bias.getName() + ".scale", weights.biasScales(), channels));
      copy.setInput(1, restore(kernel.getName(), ".scale", ".zero-point"));
      copy.setInput(2, restore(bias.getName(), ".scale"));
    }

    private TensorProto constant(String name) {
      TensorProto constant = constants.get(name);
      if (constant == null) {
        throw new IllegalArgumentException("weights " + name + " are no constant of the graph");
      }
      replaced.add(name);
      return constant;
    }

    private String restore(String name, String... suffixes) {
      NodeProto.Builder node = node("DequantizeLinear", name + RESTORED, name + QUANTISED);
      for (String suffix : suffixes) {
        node.addInput(name + suffix);
      }
      graph.addNode(node.addAttribute(OnnxLayers.number("axis", 0)));
      return name + RESTORED;
    }

    private static NodeProto.Builder node(String type, String output, String... inputs) {
      return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
    }
  }
}
