// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.kinetograph.trainer.data.Preprocessing.Normalization;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResNetTest extends EngineTest {

  private static final Normalization STANDARD = new Normalization(0.5f, 0.1f, 0.5f, 0, 0);

  @Test
  void hasTorchvisionsTensorsAndParameters() {
    Map<String, Parameter> parameters =
        new ResNet(NetworkSize.resNet34(), 3, 1000, STANDARD).parameters();

    long trained =
        parameters.values().stream()
            .filter(Parameter::requiresGradient)
            .mapToLong(p -> p.getShape().size())
            .sum();
    assertThat(parameters).hasSize(182);
    assertThat(trained).isEqualTo(21_797_672);
  }

  @Test
  void hasTorchvisionsNamesInItsOrder() {
    List<String> names =
        List.copyOf(new ResNet(NetworkSize.resNet34(), 3, 1000, STANDARD).parameters().keySet());

    assertThat(names)
        .startsWith(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "layer1.0.conv1.weight")
        .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.running_var")
        .doesNotContain("layer1.0.downsample.0.weight")
        .endsWith("layer4.2.bn2.running_var", "fc.weight", "fc.bias");
  }

  @Test
  void startsWithKaimingFanOutAndNeutralNormalization() {
    Map<String, Parameter> parameters =
        new ResNet(NetworkSize.resNet34(), 1, 19, STANDARD).create(manager).parameters();

    NDArray kernel = array(parameters, "layer3.1.conv2.weight");
    float deviation = kernel.square().mean().sqrt().getFloat();
    assertThat(deviation).isEqualTo((float) Math.sqrt(2.0 / (256 * 9)), within(1e-3f));
    assertThat(array(parameters, "layer3.1.bn2.weight").toFloatArray()).containsOnly(1);
    assertThat(array(parameters, "layer3.1.bn2.bias").toFloatArray()).containsOnly(0);
    assertThat(array(parameters, "fc.weight").max().getFloat())
        .isBetween(0.04f, (float) (1 / Math.sqrt(512)));
  }

  @Test
  void classifiesPicturesOfAnyBatchSize() {
    ResNet network = new ResNet(SmallNetwork.SIZE, 1, 19, STANDARD).create(manager);

    NDArray pictures = manager.randomUniform(0, 1, new Shape(3, 1, 15, 125));
    NDArray all = logits(network, pictures);
    NDArray second = logits(network, pictures.get("1:2"));

    assertThat(all.getShape()).isEqualTo(new Shape(3, 19));
    assertThat(second.toFloatArray()).containsExactly(all.get("1:2").toFloatArray(), within(1e-3f));
  }

  @Test
  void normalizesInFrontOfTheFirstConvolution() {
    ResNet network = new ResNet(SmallNetwork.SIZE, 1, 19, STANDARD).create(manager);
    ResNet plain =
        new ResNet(SmallNetwork.SIZE, 1, 19, new Normalization(0, 1, 0, 0, 0)).create(manager);
    network
        .parameters()
        .forEach((name, p) -> array(plain.parameters(), name).set(p.getArray().toFloatArray()));

    NDArray pictures = manager.randomUniform(0, 1, new Shape(2, 1, 15, 125));

    assertThat(logits(network, pictures).toFloatArray())
        .containsExactly(logits(plain, pictures.sub(0.5f).div(0.1f)).toFloatArray(), within(1e-3f));
  }

  @Test
  void basicBlockAddsItsInputBeforeTheLastActivation() {
    Recorder recorder = new Recorder();

    new ResNetStructure(NetworkSize.resNet34(), 1).apply(recorder, "x");

    assertThat(recorder.adds).isEqualTo(16);
    assertThat(recorder.relus).isEqualTo(33);
    assertThat(recorder.afterAdds).isEqualTo(16);
  }

  private NDArray logits(ResNet network, NDArray pictures) {
    ParameterStore store = new ParameterStore(manager, false);
    return network.forward(store, new NDList(pictures), false).singletonOrThrow();
  }

  private static NDArray array(Map<String, Parameter> parameters, String name) {
    return parameter(parameters, name).getArray();
  }

  private static Parameter parameter(Map<String, Parameter> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  /** Counts how the layers are joined. */
  private static final class Recorder implements Layers<String> {
    private int adds;
    private int relus;
    private int afterAdds;

    @Override
    public String normalize(String pixels, Normalization normalization) {
      return pixels;
    }

    @Override
    public String convolution(String input, Convolution convolution) {
      return convolution.name();
    }

    @Override
    public String relu(String input) {
      relus++;
      afterAdds += input.equals("sum") ? 1 : 0;
      return "relu";
    }

    @Override
    public String maxPool(String input) {
      return "pool";
    }

    @Override
    public String add(String left, String right) {
      adds++;
      assertThat(left).endsWith("conv2");
      return "sum";
    }

    @Override
    public String globalAveragePool(String input) {
      return "mean";
    }

    @Override
    public String fullyConnected(String input) {
      return "logits";
    }
  }
}
