// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.ModelCard;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationTest {

  private static final KnownActivities ACTIVITIES =
      new KnownActivities(
          "model-7",
          List.of("sitting", "rowing", "jumping"),
          List.of("resting", "machine-exercise", "jumping"));

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 3})
  void namesTheLargestLogitAndGivesEachLabelItsProbability(double temperature) {
    float[] logits = {1, 2.5f, -3};
    double[] expected = Logits.softmax(logits, temperature);

    Classification actual =
        Classification.of(ACTIVITIES, temperature, Double.NEGATIVE_INFINITY, logits);

    assertThat(actual.activity()).isEqualTo("rowing");
    assertThat(actual.group()).isEqualTo("machine-exercise");
    assertThat(actual.confidence()).isCloseTo((float) expected[1], within(1e-6f));
    assertThat(actual.isKnown()).isTrue();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.probability(i)).isCloseTo((float) expected[i], within(1e-6f));
    }
  }

  @Test
  void namesTheFirstOfSeveralLargestLogits() {
    assertThat(Classification.of(ACTIVITIES, 1, 0, new float[] {-1, 3, 3}).activity())
        .isEqualTo("rowing");
  }

  @Test
  void anActivityIsUnknownBelowTheThresholdWhateverTheTemperature() {
    float[] logits = {1, 2.5f, -3};
    double energy = Logits.energy(logits);

    assertThat(Classification.of(ACTIVITIES, 0.5, energy, logits).isKnown()).isTrue();
    assertThat(Classification.of(ACTIVITIES, 0.5, energy + 1e-9, logits))
        .returns(false, Classification::isKnown)
        .returns("rowing", Classification::activity);
  }

  @Test
  void theSettingOverridesTheThresholdOfTheCard() {
    OptionalDouble none = OptionalDouble.empty();
    ModelCard without = card(none);
    ModelCard with = card(OptionalDouble.of(1.5));

    assertThat(ServingModel.threshold(without, none)).isEmpty();
    assertThat(ServingModel.threshold(without, OptionalDouble.of(2))).hasValue(2);
    assertThat(ServingModel.threshold(with, none)).hasValue(1.5);
    assertThat(ServingModel.threshold(with, OptionalDouble.of(-2))).hasValue(-2);
    assertThat(ServingModel.threshold(with, OptionalDouble.of(0))).isEmpty();
  }

  private static ModelCard card(OptionalDouble energyThreshold) {
    return new ModelCard(
        ACTIVITIES.model(),
        ACTIVITIES.labels(),
        ACTIVITIES.groups(),
        1,
        energyThreshold,
        new PixelScale(-20, 20),
        "",
        new TreeMap<>(),
        Instant.EPOCH);
  }
}
