// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.Tensor;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.EngineTest;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedWeightsTest extends EngineTest {

  private static final Preprocessing PREPROCESSING = new Preprocessing(new PixelScale(-40, 40), 0);

  @TempDir private Path folder = Path.of("");

  @Test
  void takesEveryTensorByNameWithTheStemSummedAndOnlyRowsThatMeetInput() throws IOException {
    Map<String, Tensor> published = published(1000);
    published.put("bn1.num_batches_tracked", tensor(NumberType.I64, List.of()));
    ResNet network = network(19);
    float[] freshHead = values(network, "fc.weight");
    float[] freshConstant = values(network, "constant.weight");

    assertThat(PretrainedWeights.load(write(published), network))
        .singleElement()
        .asString()
        .contains("its last layer has 1000 classes, not 19: it starts with random weights");

    for (String name : network.parameters().keySet()) {
      float[] values = values(network, name);
      if (Discriminant.isParameter(name)) {
        assertThat(values).as(name).containsOnly(0);
        continue;
      }
      if (name.equals("constant.weight")) {
        assertThat(values).isEqualTo(freshConstant);
        continue;
      }
      float[] wanted = get(published, name).floats();
      if (name.equals("fc.weight")) {
        assertThat(values).isEqualTo(freshHead);
      } else if (name.equals("conv1.weight")) {
        int channels = values.length / (wanted.length / 3);
        for (int i = 0; i < values.length; i++) {
          int first = i / 49 / channels * 3 * 49 + i % 49;
          float sum = wanted[first] + wanted[first + 49] + wanted[first + 98];
          assertThat(values[i]).isEqualTo(sum / channels, within(1e-6f));
        }
      } else if (!name.equals("fc.bias")) {
        float[] met = rowsThatMeetInput(name, wanted);
        assertThat(values).as(name).isEqualTo(met);
      }
    }
  }

  /** Of 3 x 3 kernels; stage 1 has two rows of input, the first convolution of stage 2 too. */
  private static float[] rowsThatMeetInput(String name, float[] published) {
    if (!name.matches("layer[2-4].\\d.conv\\d.weight")) {
      return published;
    }
    int end = name.equals("layer2.0.conv1.weight") ? 9 : 6;
    float[] met = new float[published.length / 9 * (end - 3)];
    for (int i = 0; i < met.length; i++) {
      met[i] = published[i / (end - 3) * 9 + 3 + i % (end - 3)];
    }
    return met;
  }

  @Test
  void takesAHeadWithTheSameNumberOfClasses() throws IOException {
    Map<String, Tensor> published = published(19);
    ResNet network = network(19);

    assertThat(PretrainedWeights.load(write(published), network).toString())
        .contains("is taken too");

    assertThat(values(network, "fc.weight")).isEqualTo(get(published, "fc.weight").floats());
  }

  @Test
  void namesEverythingThatDoesNotFitInOneSentence() throws IOException {
    Map<String, Tensor> published = published(1000);
    published.remove("bn1.bias");
    published.put("layer5.0.conv1.weight", tensor(NumberType.F32, List.of(2L, 2L)));
    published.put("layer1.0.conv1.weight", tensor(NumberType.F32, List.of(64L, 64L, 1L, 1L)));
    published.put("conv1.weight", tensor(NumberType.F32, List.of(64L, 1L, 7L, 7L)));
    published.put("bn1.weight", tensor(NumberType.F64, List.of(64L)));
    published.put("fc.bias", tensor(NumberType.F32, List.of(999L)));
    ByteBuffer notFinite = ByteBuffer.allocate(64 * Short.BYTES);
    published.put(
        "layer1.1.bn1.bias",
        new Tensor(NumberType.F16, List.of(64L), notFinite.putShort(126, (short) 0x7c)));
    Path file = write(published);
    ResNet network = network(19);
    float[] before = values(network, "layer4.2.conv2.weight");

    assertThatThrownBy(() -> PretrainedWeights.load(file, network))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " does not fit torchvision's ResNet34: conv1.weight is [64, 1, 7, 7], not"
                + " [64, 3, 7, 7]; bn1.weight is F64, not F32, F16 or BF16; bn1.bias is missing;"
                + " layer1.0.conv1.weight is [64, 64, 1, 1], not [64, 64, 3, 3];"
                + " layer1.1.bn1.bias has numbers that are not finite; fc.bias is [999], not"
                + " [1000]; layer5.0.conv1.weight is unknown");
    assertThat(values(network, "layer4.2.conv2.weight")).isEqualTo(before);
  }

  @Test
  void namesSomeMissingTensorsOfAnotherNetworksFile() throws IOException {
    Path file = write(Map.of("wte.weight", tensor(NumberType.F32, List.of(2L, 2L))));

    assertThatThrownBy(() -> PretrainedWeights.load(file, network(19)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".*: conv1.weight is missing; (\\S+ is missing; ){19}and 163 more");
  }

  @Test
  void refusesAFileThatIsNotSafetensors() throws IOException {
    Path file = Files.writeString(folder.resolve("weights.safetensors"), "no weights at all");

    assertThatThrownBy(() -> PretrainedWeights.load(file, network(19)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.safetensors is not a complete safetensors file");
    assertThatThrownBy(() -> PretrainedWeights.load(folder.resolve("none"), network(19)))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesATensorThatIsShorterThanItsShape() throws IOException {
    Map<String, Tensor> published = published(1000);
    published.put(
        "bn1.bias", new Tensor(NumberType.F32, List.of(64L), ByteBuffer.allocate(63 * 4)));
    Path file = write(published);

    assertThatThrownBy(() -> PretrainedWeights.load(file, network(19)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " is not a complete safetensors file: tensor bn1.bias has the shape [64], but 252"
                + " bytes");
  }

  @Test
  void allocatesNoMoreMemoryThanTheFileSize() throws IOException {
    Path file =
        Files.write(
            folder.resolve("weights.safetensors"),
            ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 30).array());

    assertThatThrownBy(() -> PretrainedWeights.load(file, network(19)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its header of 1073741824 bytes does not fit into its 16");
  }

  /** Made-up weights; every third tensor of each type that is read. */
  private static Map<String, Tensor> published(int classes) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    new ResNet(NetworkSize.resNet34(), classes, PREPROCESSING)
        .parameters()
        .forEach(
            (name, parameter) -> {
              NumberType type =
                  List.of(NumberType.F32, NumberType.F16, NumberType.BF16).get(tensors.size() % 3);
              tensors.put(name, tensor(type, shape(parameter)));
            });
    tensors.remove("constant.weight");
    List<Long> colors = List.of(64L, 3L, 7L, 7L);
    tensors.put("conv1.weight", tensor(NumberType.F32, colors));
    return tensors;
  }

  /** As published, with square kernels. */
  private static List<Long> shape(Parameter parameter) {
    long[] shape = parameter.getShape().getShape();
    if (shape.length == 4) {
      shape[2] = shape[3];
    }
    return Arrays.stream(shape).boxed().toList();
  }

  private static Tensor tensor(NumberType type, List<Long> shape) {
    int size = (int) shape.stream().mapToLong(length -> length).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(size * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(size);
    while (bytes.hasRemaining()) {
      if (type == NumberType.F32) {
        bytes.putFloat((float) random.nextGaussian());
      } else if (type.bytes() == 2) {
        // Small exponents in both halves and bfloats, and any fraction.
        bytes.putShort((short) (0x3000 | random.nextInt(0x400)));
      } else {
        bytes.putLong(random.nextLong());
      }
    }
    return new Tensor(type, shape, bytes.flip());
  }

  private Path write(Map<String, Tensor> tensors) throws IOException {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      int end = offset + entry.getValue().numbers().remaining();
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", entry.getValue().type().name());
      entry.getValue().shape().forEach(tensor.putArray("shape")::add);
      tensor.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("resnet34.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(text.length)
              .array());
      out.write(text);
      for (Tensor tensor : tensors.values()) {
        byte[] bytes = new byte[tensor.numbers().remaining()];
        tensor.numbers().duplicate().get(bytes);
        out.write(bytes);
      }
    }
    return file;
  }

  private ResNet network(int classes) {
    return new ResNet(NetworkSize.resNet34(), classes, PREPROCESSING).create(manager);
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static float[] values(ResNet network, String name) {
    return network.parameter(name).getArray().toFloatArray();
  }
}
