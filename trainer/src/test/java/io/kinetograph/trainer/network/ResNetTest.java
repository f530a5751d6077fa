// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResNetTest extends EngineTest {

  private static final Preprocessing PREPROCESSING = new Preprocessing(new PixelScale(-40, 40), 0);

  @Test
  void hasTorchvisionsTensorsAndParametersWithoutTheRowsThatMeetNoInput() {
    ResNet network = new ResNet(NetworkSize.resNet34(), 1000, PREPROCESSING);
    Map<String, Parameter> parameters = network.parameters();

    long trained =
        parameters.values().stream()
            .filter(Parameter::requiresGradient)
            .mapToLong(p -> p.getShape().size())
            .sum();
    // Without the stem, whose channels are not red, green and blue.
    long stem = 64 * 7 * 7 * 3;
    long ours = 64L * 7 * (7L * PictureChannels.MOVING + PictureChannels.constant(PREPROCESSING));
    long leftOut =
        network.structure().convolutions().stream()
            .mapToLong(c -> (long) c.out() * c.in() * (c.kernel() - c.rows()) * c.kernel())
            .sum();
    assertThat(parameters).hasSize(182 + 1 + Discriminant.shapes(1000).size());
    assertThat(trained - ours + leftOut).isEqualTo(21_797_672 - stem);
    assertThat(trained).isBetween(7_900_000L, 8_100_000L);
  }

  @Test
  @SuppressWarnings("unchecked")
  void structureKnowsTheHeightOfEveryMap() {
    ResNet network = new ResNet(SmallNetwork.SIZE, 19, PREPROCESSING).create(manager);
    EngineLayers layers =
        new EngineLayers(
            new EngineOperations(manager),
            network.parameters(),
            new ParameterStore(manager, false),
            false,
            false);
    List<Convolution> seen = new ArrayList<>();
    Layers<NDArray> watched =
        (Layers<NDArray>)
            Proxy.newProxyInstance(
                Layers.class.getClassLoader(),
                new Class<?>[] {Layers.class},
                (proxy, method, arguments) -> {
                  Object output = method.invoke(layers, arguments);
                  if (arguments != null
                      && arguments[arguments.length - 1] instanceof Convolution c) {
                    assertThat(((NDArray) arguments[0]).getShape().get(2)).isEqualTo(c.height());
                    assertThat(((NDArray) output).getShape().get(2)).isEqualTo(c.outputHeight());
                    seen.add(c);
                  }
                  return output;
                });

    network
        .structure()
        .apply(watched, manager.zeros(new Shape(1, 1, 15, 125)), network.preprocessing());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(network.structure().convolutions());
  }

  @Test
  void hasTorchvisionsNamesInItsOrder() {
    List<String> names =
        List.copyOf(new ResNet(NetworkSize.resNet34(), 1000, PREPROCESSING).parameters().keySet());

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
        .containsSubsequence("layer4.2.bn2.running_var", "constant.weight", "fc.weight", "fc.bias")
        .containsAll(Discriminant.shapes(1000).keySet());
  }

  @Test
  void startsWithKaimingFanOutAndNeutralNormalization() {
    Map<String, Parameter> parameters =
        new ResNet(NetworkSize.resNet34(), 19, PREPROCESSING).create(manager).parameters();

    // Both as in a whole kernel of 3 x 3: the second has only its middle row.
    assertThat(deviation(parameters, "layer1.1.conv2.weight"))
        .isEqualTo((float) Math.sqrt(2.0 / (64 * 9)), within(1e-3f));
    assertThat(deviation(parameters, "layer3.1.conv2.weight"))
        .isEqualTo((float) Math.sqrt(2.0 / (256 * 9)), within(1e-3f));
    assertThat(deviation(parameters, "constant.weight"))
        .isEqualTo((float) Math.sqrt(2.0 / (64 * 7)), within(1e-3f));
    assertThat(array(parameters, "layer3.1.bn2.weight").toFloatArray()).containsOnly(1);
    assertThat(array(parameters, "layer3.1.bn2.bias").toFloatArray()).containsOnly(0);
    assertThat(array(parameters, "fc.weight").max().getFloat())
        .isBetween(0.04f, (float) (1 / Math.sqrt(512)));
  }

  @Test
  void classifiesPicturesOfAnyBatchSize() {
    ResNet network = new ResNet(SmallNetwork.SIZE, 19, PREPROCESSING).create(manager);

    NDArray pictures = manager.randomUniform(0, 1, new Shape(3, 1, 15, 125));
    NDArray all = logits(network, pictures);
    NDArray second = logits(network, pictures.get("1:2"));

    assertThat(all.getShape()).isEqualTo(new Shape(3, 19));
    assertThat(second.toFloatArray()).containsExactly(all.get("1:2").toFloatArray(), within(1e-3f));
  }

  @Test
  void basicBlockAddsItsInputBeforeTheLastActivation() {
    NDArray pixels = manager.randomUniform(0, 1, new Shape(1, 1, 15, 125));
    Recorder recorder = new Recorder(pixels);

    new ResNetStructure(NetworkSize.resNet34(), 21).apply(recorder, pixels, PREPROCESSING);

    assertThat(recorder.adds).isEqualTo(16);
    assertThat(recorder.relus).isEqualTo(33);
    assertThat(recorder.afterAdds).isEqualTo(16);
  }

  private NDArray logits(ResNet network, NDArray pictures) {
    ParameterStore store = new ParameterStore(manager, false);
    return network.forward(store, new NDList(pictures), false).singletonOrThrow();
  }

  private static float deviation(Map<String, Parameter> parameters, String name) {
    return array(parameters, name).square().mean().sqrt().getFloat();
  }

  private static NDArray array(Map<String, Parameter> parameters, String name) {
    return parameter(parameters, name).getArray();
  }

  private static Parameter parameter(Map<String, Parameter> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  /** Counts how the layers are joined. Every layer but a sum gives the picture. */
  private static final class Recorder implements Layers<NDArray> {
    private static final String SUM = "sum";

    private final NDArray picture;
    private final EngineOperations operations;
    private int adds;
    private int relus;
    private int afterAdds;

    Recorder(NDArray picture) {
      this.picture = picture;
      this.operations = new EngineOperations(picture.getManager());
    }

    @Override
    public TensorOperations<NDArray> operations() {
      return operations;
    }

    @Override
    public boolean addsDiscriminant() {
      return false;
    }

    @Override
    public NDArray parameter(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public NDArray stem(NDArray moving, NDArray constant, Convolution stem) {
      return picture;
    }

    @Override
    public NDArray convolution(NDArray input, Convolution convolution) {
      return picture;
    }

    @Override
    public NDArray relu(NDArray input) {
      relus++;
      afterAdds += SUM.equals(input.getName()) ? 1 : 0;
      return picture;
    }

    @Override
    public NDArray maxPool(NDArray input) {
      return picture;
    }

    @Override
    public NDArray add(NDArray left, NDArray right) {
      adds++;
      NDArray sum = picture.duplicate();
      sum.setName(SUM);
      return sum;
    }

    @Override
    public NDArray globalAveragePool(NDArray input) {
      return picture;
    }

    @Override
    public NDArray fullyConnected(NDArray input) {
      return picture;
    }
  }
}
