// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.checkpoint.Checkpoint.State;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.EngineTest;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.network.SmallNetwork;
import io.kinetograph.trainer.training.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest extends EngineTest {

  private static final RunDescription RUN =
      new RunDescription(
          Settings.quick().build(),
          OptionalDouble.of(2e-3),
          OptionalInt.of(1),
          List.of("a", "b"),
          new Preprocessing(new PixelScale(-20, 20), 0),
          "two activities",
          "cafe",
          Optional.of("f00d"));

  @TempDir private Path path = Path.of("");

  @Test
  void restoresWhatItWrote() throws IOException {
    BestEpoch best = new BestEpoch(3, new EvaluationMetrics(2.0 / 3, 0.1));
    State state = new State(5, 1 << 25, Optional.of(best));
    TrainingArrays written = arrays(true);
    TrainingArrays restored = arrays(true);

    Checkpoint.write(folder(), RUN, state, written);
    Checkpoint read = Checkpoint.open(path);
    read.restore(restored);

    assertThat(read.run()).isEqualTo(RUN);
    assertThat(read.state()).isEqualTo(state);
    assertThat(read.evaluatedEpoch()).isEqualTo(3);
    assertSame(restored.network(), written.network());
    assertSame(restored.ema(), written.ema());
    assertSame(restored.best().orElseThrow(), written.best().orElseThrow());
    assertThat(moment(restored)).isEqualTo(moment(written));
    assertThat(read.evaluatedWeight("fc.bias"))
        .isEqualTo(bias(written.best().orElseThrow()))
        .isNotEqualTo(bias(written.ema()));
  }

  @Test
  void isEvaluatedByTheLastEpochsEmaWeightsWithoutABestOne() throws IOException {
    TrainingArrays written = arrays(false);

    Checkpoint.write(folder(), RUN, new State(5, 7, Optional.empty()), written);
    Checkpoint read = Checkpoint.open(folder().checkpoint());

    assertThat(read.evaluatedEpoch()).isEqualTo(5);
    assertThat(read.evaluatedWeight("fc.bias")).isEqualTo(bias(written.ema()));
  }

  @Test
  void namesMissingTensorsAndOtherShapes() throws IOException {
    Path file = folder().checkpoint();
    ResNet network = network();
    JsonFile.write(folder().run(), RUN);
    write();
    assertThatThrownBy(() -> Checkpoint.open(path).copyEvaluatedWeight("conv1.weight", network))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " has no tensor ema/conv1.weight: the checkpoint belongs to another network or an"
                + " older version; train again");
    assertThatThrownBy(() -> Checkpoint.open(path).copyEvaluatedWeight(Discriminant.MEAN, network))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " has no tensor ema/discriminant.mean: the checkpoint belongs to an older version;"
                + " 'train --from' starts a new run with its weights");
    assertThatThrownBy(() -> Checkpoint.open(path).state())
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has no tensor state/epoch");
    write(named("ema/conv1.weight", manager.zeros(new Shape(7, 7, 1, 8))));
    assertThatThrownBy(() -> Checkpoint.open(path).copyEvaluatedWeight("conv1.weight", network))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": tensor ema/conv1.weight has the shape [7, 7, 1, 8], not [8, 13, 7, 7]: the"
                + " checkpoint belongs to another network or an older version; train again");
    write(named("ema/layer3.0.conv2.weight", manager.zeros(new Shape(32, 32, 3, 3))));
    assertThatThrownBy(
            () -> Checkpoint.open(path).copyEvaluatedWeight("layer3.0.conv2.weight", network))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has the shape [32, 32, 3, 3], not [32, 32, 1, 3]: the checkpoint");
    write(named("state/epoch", manager.zeros(new Shape(2))));
    assertThatThrownBy(() -> Checkpoint.open(path).state())
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": tensor state/epoch is not one F64");
    for (double number : new double[] {-1, 0.5, 1e10, Double.NaN}) {
      write(named("state/epoch", manager.create(new double[] {number})));
      assertThatThrownBy(() -> Checkpoint.open(path).state())
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": tensor state/epoch is " + number + ", not a count from 0 on");
    }
  }

  @Test
  void aLabelWithTheNameOfAStatusIsNamedWithTheFile() throws IOException {
    Checkpoint.write(folder(), RUN, new State(1, 1, Optional.empty()), arrays(false));
    Path file = folder().run();
    Files.writeString(file, Files.readString(file).replace("\"b\"", "\"not-worn\""));

    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " cannot be read: label 'not-worn' is reserved: the app writes 'not-worn' in place"
                + " of an activity; give this label another name, such as 'other'");
  }

  @Test
  void namesMissingAndInvalidFieldsOfTheDescription() throws IOException {
    Checkpoint.write(folder(), RUN, new State(1, 1, Optional.empty()), arrays(false));
    String json = Files.readString(folder().run());

    assertRunRefused(json.replace("labels", "names"), "labels is missing");
    assertRunRefused(json.replace("settings", "options"), "settings is missing");
    assertRunRefused(json.replace(": 20.0", ": -30.0"), "is not a range");
    assertRunRefused(json.replace("\"min\" : -20.0,", ""), "preprocessing.scale.min is missing");
    assertRunRefused(json.replace("-20.0", "\"x\""), "(at preprocessing.scale.min)");
    assertRunRefused(json.substring(0, json.length() / 2), "Unexpected end-of-input");
    Files.delete(folder().run());
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s is not the checkpoint of a training: %s does not exist"
                .formatted(path, folder().run()));
  }

  @Test
  void refusesACheckpointThatWasCutOffAnywhere() throws IOException {
    Checkpoint.write(folder(), RUN, new State(1, 1, Optional.empty()), arrays(false));
    byte[] whole = Files.readAllBytes(folder().checkpoint());

    for (int length : new int[] {0, 7, 8, 1000, whole.length / 2, whole.length - 1}) {
      Files.write(folder().checkpoint(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.open(path))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(folder().checkpoint() + " is not a complete checkpoint: ");
    }
  }

  private void assertRunRefused(String json, String reason) throws IOException {
    Files.writeString(folder().run(), json);
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder().run() + " cannot be read: ")
        .hasMessageContaining(reason);
  }

  private void write(NDArray... arrays) throws IOException {
    try (NDList list = new NDList(arrays)) {
      SafetensorsFile.write(folder().checkpoint(), list);
    }
  }

  private static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  private RunFolder folder() {
    return new RunFolder(path);
  }

  private ResNet network() {
    return new ResNet(SmallNetwork.SIZE, 2, RUN.preprocessing()).create(manager);
  }

  private TrainingArrays arrays(boolean best) {
    return new TrainingArrays(
        network(),
        network(),
        best ? Optional.of(network()) : Optional.empty(),
        Map.of("mean/fc.bias", manager.randomUniform(0, 1, new Shape(2))));
  }

  private static void assertSame(ResNet actual, ResNet expected) {
    for (String name : expected.parameters().keySet()) {
      assertThat(actual.parameter(name).getArray().toFloatArray())
          .as(name)
          .isEqualTo(expected.parameter(name).getArray().toFloatArray());
    }
  }

  private static float[] moment(TrainingArrays arrays) {
    return arrays.optimizer().values().iterator().next().toFloatArray();
  }

  private static float[] bias(ResNet network) {
    return network.parameter("fc.bias").getArray().toFloatArray();
  }
}
