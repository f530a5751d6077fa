// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kinetograph.fixtures.model.TinyModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class OnnxHeaderTest {

  private static final byte[] TINY = new TinyModel().withVersions(9, 21).bytes();

  @Example
  void theVersionsAreRead() throws IOException {
    OnnxHeader header = OnnxHeader.read(TINY);

    assertThat(header.irVersion()).isEqualTo(9);
    assertThat(header.opset()).isEqualTo(21);
    assertThat(header.weightsFile()).isNull();
    assertThat(header.hasSparse()).isFalse();
    assertThat(header.tensors()).containsExactly("flat");
  }

  @Example
  void metadataMayHaveAnyLettersAndLength() throws IOException {
    String text = "\uD83C\uDFC3 laufen, бежать, 跑步\n".repeat(1_000);

    assertThat(OnnxHeader.read(new TinyModel().with("anything", text).bytes()).metadata())
        .containsEntry("anything", text)
        .containsEntry("kinetograph.axes", "x,y,z");
  }

  @Example
  void theTensorsOfTheMainGraphAreFound() throws IOException {
    NodeProto inner = NodeProto.newBuilder().addOutput("inner").build();
    var body = AttributeProto.newBuilder().setG(GraphProto.newBuilder().addNode(inner));
    GraphProto graph =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().addOutput("a").addOutput("").addOutput("b"))
            .addOutput(ValueInfoProto.newBuilder().setName("logits"))
            .addNode(NodeProto.newBuilder().addAttribute(body).addOutput("logits"))
            .build();
    var function = FunctionProto.newBuilder().addNode(inner);
    ModelProto model = model(graph).toBuilder().addFunctions(function).build();
    assertThat(OnnxHeader.read(model.toByteArray()).tensors()).containsExactly("a", "b");
    assertThat(OnnxHeader.read(model.toByteArray()).hasSparse()).isFalse();

    var sparse = AttributeProto.newBuilder().setSparseTensor(SparseTensorProto.newBuilder());
    ModelProto constant =
        model(GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(sparse)).build());
    assertThat(OnnxHeader.read(constant.toByteArray()).hasSparse()).isTrue();
  }

  @Example
  void weightsInAnotherFileAreFoundWhereverTheyAre() throws IOException {
    GraphProto graph = GraphProto.newBuilder().addInitializer(external("a")).build();
    assertThat(weightsFile(model(graph))).isEqualTo("a");

    var sparse = SparseTensorProto.newBuilder().setIndices(external("b")).build();
    assertThat(weightsFile(model(GraphProto.newBuilder().addSparseInitializer(sparse).build())))
        .isEqualTo("b");

    for (AttributeProto attribute :
        new AttributeProto[] {
          AttributeProto.newBuilder().setT(external("c")).build(),
          AttributeProto.newBuilder().addTensors(external("c")).build(),
          AttributeProto.newBuilder()
              .setG(GraphProto.newBuilder().addInitializer(external("c")))
              .build(),
          AttributeProto.newBuilder()
              .addGraphs(GraphProto.newBuilder().addInitializer(external("c")))
              .build(),
        }) {
      var node = NodeProto.newBuilder().addAttribute(attribute);
      assertThat(weightsFile(model(GraphProto.newBuilder().addNode(node).build()))).isEqualTo("c");
    }

    var training = TrainingInfoProto.newBuilder().setInitialization(graph);
    assertThat(
            weightsFile(
                model(GraphProto.getDefaultInstance()).toBuilder()
                    .addTrainingInfo(training)
                    .build()))
        .isEqualTo("a");

    var unnamed =
        TensorProto.newBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL).build();
    assertThat(weightsFile(model(GraphProto.newBuilder().addInitializer(unnamed).build())))
        .isEmpty();
    var unused = external("d").toBuilder().clearDataLocation().build();
    assertThat(weightsFile(model(GraphProto.newBuilder().addInitializer(unused).build()))).isNull();
  }

  private static @Nullable String weightsFile(ModelProto model) throws IOException {
    return OnnxHeader.read(model.toByteArray()).weightsFile();
  }

  private static ModelProto model(GraphProto graph) {
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build();
  }

  private static TensorProto external(String location) {
    return TensorProto.newBuilder()
        .setName("weights")
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("length", "20"))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Example
  void graphsWithinGraphsDoNotOverflowTheStack() throws IOException {
    GraphProto graph = GraphProto.newBuilder().addInitializer(external("deep")).build();
    for (int i = 0; i < 30; i++) {
      graph = nested(graph);
    }
    assertThat(weightsFile(model(graph))).isEqualTo("deep");
    for (int i = 0; i < 10; i++) {
      graph = nested(graph);
    }
    byte[] bytes = model(graph).toByteArray();
    assertThatThrownBy(() -> OnnxHeader.read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("it is nested deeper than 100 messages");
  }

  private static GraphProto nested(GraphProto graph) {
    return GraphProto.newBuilder()
        .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setG(graph)))
        .build();
  }

  @Example
  void bytesThatAreNoModelAreRejected() {
    assertRejected("", "it has no graph");
    assertRejected("0808", "it has no graph");
    assertRejected("08", "it ends too early");
    assertRejected("3a05", "it ends too early");
    assertRejected("3affffffff0f", "it ends too early");
    assertRejected("3affffffffffffffffff01", "it ends too early");
    assertRejected("08ffffffffffffffffffff01", "byte 11 is invalid");
    assertRejected("0b", "byte 1 is invalid");
  }

  private static void assertRejected(String hex, String message) {
    assertThatThrownBy(() -> OnnxHeader.read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  /**
   * As the Protocol Buffers library would find, with little memory, and nothing but IOException.
   */
  @Property(tries = 10_000)
  void damagedFilesAreReadOrRejected(
      @ForAll @IntRange(min = 0, max = 400) int place, @ForAll byte value, @ForAll boolean cut) {
    byte[] whole = SMALL;
    int at = place % whole.length;
    byte[] bytes = cut ? Arrays.copyOf(whole, at) : whole.clone();
    if (!cut) {
      bytes[at] = value;
    }
    long before = allocated();
    OnnxHeader header = null;
    try {
      header = OnnxHeader.read(bytes);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(allocated() - before).isLessThan(1_000_000);
    try {
      ModelProto parsed = ModelProto.parseFrom(bytes);
      if (header != null) {
        assertThat(header.irVersion()).isEqualTo(parsed.getIrVersion());
        assertThat(header.weightsFile() != null)
            .isEqualTo(
                parsed.getGraph().getInitializerList().stream()
                    .anyMatch(each -> each.getDataLocation() == TensorProto.DataLocation.EXTERNAL));
      }
    } catch (InvalidProtocolBufferException e) {
      // It checks more, such as UTF-8 in names.
    }
  }

  private static final byte[] SMALL =
      model(
              GraphProto.newBuilder()
                  .addInitializer(external("m.onnx.data"))
                  .addInitializer(
                      TensorProto.newBuilder().setName("b").addFloatData(1).addFloatData(2))
                  .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("a").addOutput("b"))
                  .build())
          .toByteArray();

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
