// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a tiny network with a front of two channels, which the rewriting must not touch. */
class Int8GraphTest {

  private static final int WIDTH = 8;

  /** Numbers that come out: channels, rows and columns behind stem and pooling. */
  private static final int OUTPUTS = WIDTH * 3 * 31;

  @TempDir private Path folder = Path.of("");

  private final List<Segment> segments =
      new Recordings(3, 2, 4).dataSet().segments().stream().map(RecordedSegment::segment).toList();
  private final ModelProto model = model();
  private final Int8Graph graph = new Int8Graph(model.getGraph());
  private final Map<String, Quantization> quantizations = quantizations();

  @Test
  void givesTheOutputsOfTheFloatGraph() throws OrtException {
    assertThat(difference(quantizations)).isLessThan(step());
  }

  @Test
  void givesOtherOutputsWithAWrongScale() throws OrtException {
    for (String activation : graph.activations()) {
      for (float factor : new float[] {0.5f, 16}) {
        Map<String, Quantization> wrong = new HashMap<>(quantizations);
        wrong.computeIfPresent(
            activation, (name, q) -> new Quantization(q.scale() * factor, q.zeroPoint()));

        assertThat(difference(wrong))
            .as("%s times %s", activation, factor)
            .isGreaterThan(2 * step());
      }
    }
  }

  @Test
  void runsInIntegersBehindTheStem() throws OrtException, IOException {
    Map<String, Long> types = OptimizedTypes.of(rewritten(quantizations), folder);

    assertThat(types)
        .containsEntry("Conv", 1L)
        .containsEntry("QLinearConv", 3L)
        .containsEntry("QLinearAdd", 1L)
        .containsEntry("QuantizeLinear", 1L)
        .containsEntry("DequantizeLinear", 1L)
        .doesNotContainKey("Add");
  }

  @Test
  void poolsBeforeItQuantizes() throws OrtException, IOException {
    assertThat(OptimizedTypes.of(rewritten(quantizations), folder).keySet())
        .containsSubsequence("Conv", "MaxPool", "QuantizeLinear", "QLinearConv");
  }

  @Test
  void doesNotChangeTheNodesBeforeThePooling() {
    List<NodeProto> before = model.getGraph().getNodeList().subList(0, 5);

    assertThat(rewritten(quantizations).getGraph().getNodeList())
        .startsWith(before.toArray(NodeProto[]::new));
    assertThat(before.get(4).getOpType()).isEqualTo("MaxPool");
  }

  @Test
  void everyOutputChannelHasItsOwnScale() {
    TensorProto scales =
        rewritten(quantizations).getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getName().equals("a.weight.scale"))
            .findFirst()
            .orElseThrow();

    assertThat(scales.getDimsList()).containsExactly((long) WIDTH);
    assertThat(OnnxTensors.toFloats(scales)).doesNotHaveDuplicates();
  }

  @Test
  void needsTheQuantizationOfEachActivation() {
    quantizations.remove("a.relu");

    assertThatThrownBy(() -> graph.quantize(quantizations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the quantization of a.relu is not known");
  }

  @Test
  void refusesAGraphWithoutMaxPooling() {
    GraphProto none = model.getGraph().toBuilder().removeNode(4).build();

    assertThatThrownBy(() -> new Int8Graph(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MaxPool");
  }

  private ModelProto rewritten(Map<String, Quantization> by) {
    return OnnxModelProto.int8(model, graph.quantize(by));
  }

  private Map<String, Quantization> quantizations() {
    Map<String, Quantization> fitted = new HashMap<>();
    new ActivationHistograms(model, graph.activations(), RandomNetwork.SCALE)
        .run(segments, count -> {})
        .forEach((name, histogram) -> fitted.put(name, MseRangeSearch.fit(histogram)));
    return fitted;
  }

  /** What rounding the outputs alone could explain. */
  private double step() {
    return Objects.requireNonNull(quantizations.get("sum.relu")).scale();
  }

  /** Root of the mean squared difference to the float graph. */
  private double difference(Map<String, Quantization> by) throws OrtException {
    float[][] left = run(model);
    float[][] right = run(rewritten(by));
    double sum = 0;
    for (int row = 0; row < left.length; row++) {
      for (int column = 0; column < OUTPUTS; column++) {
        sum += Math.pow(left[row][column] - right[row][column], 2);
      }
    }
    return Math.sqrt(sum / left.length / OUTPUTS);
  }

  private float[][] run(ModelProto which) throws OrtException {
    OrtEnvironment environment = OptimizedTypes.environment(which);
    FloatBuffer pixels = FloatBuffer.allocate(segments.size() * Picture.PIXELS);
    segments.forEach(each -> Picture.of(each, RandomNetwork.SCALE).putInto(pixels));
    long[] shape = {segments.size(), 1, Picture.ROWS, Picture.COLUMNS};
    try (OrtSession.SessionOptions options = exact();
        OrtSession session = environment.createSession(which.toByteArray(), options);
        OnnxTensor pictures = OnnxTensor.createTensor(environment, pixels.flip(), shape);
        OrtSession.Result result = session.run(Map.of("picture", pictures))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  /**
   * This tests the rewriting and not the CPU: with AVX2 and without VNNI, ONNX Runtime adds pairs
   * of products in 16 bits unless told otherwise, which these random kernels saturate (decision 4
   * says what that does to a trained one).
   */
  private static OrtSession.SessionOptions exact() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.addConfigEntry("session.x64quantprecision", "1");
    return options;
  }

  private static ModelProto model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    Random random = new Random(5);
    graph
        .addNode(node("Abs", "abs", "picture"))
        .addNode(
            node("Concat", "both", "picture", "abs").toBuilder().addAttribute(integer("axis", 1)))
        .addNode(convolution(graph, random, "stem", "both", 2, 2));
    graph.addNode(node("Relu", "stem.relu", "stem"));
    graph.addNode(
        node("MaxPool", "pooled", "stem.relu").toBuilder()
            .addAttribute(integers("kernel_shape", 3, 3))
            .addAttribute(integers("strides", 2, 2)));
    graph.addNode(convolution(graph, random, "a", "pooled", WIDTH, 1));
    graph.addNode(node("Relu", "a.relu", "a"));
    graph.addNode(convolution(graph, random, "b", "a.relu", WIDTH, 1));
    graph.addNode(convolution(graph, random, "c", "pooled", WIDTH, 1));
    graph.addNode(node("Add", "sum", "b", "c"));
    graph.addNode(node("Relu", "sum.relu", "sum"));
    graph.addNode(node("Flatten", "logits", "sum.relu"));
    return OnnxModelProto.of(graph, OUTPUTS, RandomNetwork.CARD, Precision.FLOAT32);
  }

  private static NodeProto convolution(
      GraphProto.Builder graph, Random random, String name, String input, int in, int stride) {
    float[] kernel = new float[WIDTH * in * 9];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (random.nextGaussian() / Math.sqrt(9 * in));
    }
    float[] bias = new float[WIDTH];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) random.nextGaussian() / 4;
    }
    graph
        .addInitializer(
            OnnxTensors.floats(name + ".weight", kernel, List.of((long) WIDTH, (long) in, 3L, 3L)))
        .addInitializer(OnnxTensors.floats(name + ".bias", bias, List.of((long) WIDTH)));
    return node("Conv", name, input, name + ".weight", name + ".bias").toBuilder()
        .addAttribute(integers("kernel_shape", 3, 3))
        .addAttribute(integers("strides", stride, stride))
        .addAttribute(integers("pads", 1, 1, 1, 1))
        .build();
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
