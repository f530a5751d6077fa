// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.training.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSettingsTest {

  @TempDir private Path folder = Path.of("");

  private final TrainingSettings settings =
      Settings.quick()
          .epochs(3)
          .holdout("subjects:2,3")
          .start(new InitialWeights.FromCheckpoint(Path.of("earlier")))
          .frozenEpochs(1)
          .layerRates("1e-4:1e-2")
          .patience(2)
          .build();

  @Test
  void areTheSameAfterWritingAndReading() throws IOException {
    Path file = folder.resolve("settings.json");

    JsonFile.write(file, settings);

    assertThat(JsonFile.read(file, TrainingSettings.class)).isEqualTo(settings);
    TrainingSettings plain = Settings.quick().findsRate().build();
    JsonFile.write(file, plain);
    assertThat(JsonFile.read(file, TrainingSettings.class)).isEqualTo(plain);
  }

  @Test
  void haveTheNamesOfTheOptionsAsKeys() {
    assertThat(settings.toMap())
        .containsEntry("epochs", "3")
        .containsEntry("holdout", "subjects:2,3")
        .containsEntry("learning-rate", "0.001")
        .containsEntry("ema-decay", "0.9")
        .containsEntry("initial-weights", "from:" + Path.of("earlier").toAbsolutePath())
        .containsEntry("freeze", "1")
        .containsEntry("layer-rates", "1.0E-4:0.01")
        .containsEntry("low-percentile", "0.25");
    assertThat(Settings.quick().findsRate().build().toMap())
        .containsEntry("learning-rate", "auto")
        .containsEntry("layer-rates", "(none)");
  }

  @Test
  void nameWeightsWithAWholePath() {
    for (String kind : new String[] {"pretrained:", "from:"}) {
      InitialWeights weights = InitialWeights.parse(kind + "some/../weights");

      assertThat(weights.text()).isEqualTo(kind + Path.of("weights").toAbsolutePath());
      assertThat(weights).isEqualTo(InitialWeights.parse(kind + "weights"));
    }
  }

  @Test
  void nameTheirDifferences() {
    assertThat(
            TrainingSettings.differences(
                Settings.quick().epochs(4).findsRate().build().toMap(),
                Settings.quick().epochs(12).build().toMap()))
        .isEqualTo("epochs 12, not 4; learning-rate 0.001, not auto");
  }

  @Test
  void areRefusedWithAValueOutOfRange() throws IOException {
    ObjectNode tree = (ObjectNode) JsonFile.toTree(settings);
    ((ObjectNode) tree.path("optimization")).put("batch", 1);

    assertThatThrownBy(() -> JsonFile.fromTree(tree, TrainingSettings.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch 1 is not from 2 to 4096");
    Path file = Files.writeString(folder.resolve("settings.json"), tree.toString());
    assertThatThrownBy(() -> JsonFile.read(file, TrainingSettings.class))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " cannot be read: batch 1 is not from 2 to 4096");
  }

  @Test
  void areRefusedWithoutAValue() {
    ObjectNode withoutNumber = (ObjectNode) JsonFile.toTree(settings);
    ((ObjectNode) withoutNumber.path("optimization")).remove("batch");
    ObjectNode withoutGroup = (ObjectNode) JsonFile.toTree(settings);
    withoutGroup.remove("augmentation");

    assertThatThrownBy(() -> JsonFile.fromTree(withoutNumber, TrainingSettings.class))
        .hasMessageContaining("batch");
    assertThatThrownBy(() -> JsonFile.fromTree(withoutGroup, TrainingSettings.class))
        .hasMessage("augmentation is missing");
  }

  @Test
  void refuseAutoIfNoRateIsLeftToFind() {
    assertThatThrownBy(() -> Settings.quick().findsRate().layerRates("1e-4:1e-2").build())
        .hasMessageStartingWith("learning-rate auto has no effect");
    assertThat(
            Settings.quick()
                .findsRate()
                .layerRates("1e-4:1e-2")
                .frozenEpochs(1)
                .build()
                .allEpochs())
        .isEqualTo(3);
  }
}
