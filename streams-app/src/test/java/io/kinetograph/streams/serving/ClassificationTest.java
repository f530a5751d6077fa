// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.ModelCard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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

    Classification actual = Classification.of(ACTIVITIES, temperature, Optional.empty(), logits);

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
    assertThat(
            Classification.of(ACTIVITIES, 1, Optional.empty(), new float[] {-1, 3, 3}).activity())
        .isEqualTo("rowing");
  }

  @Test
  void anActivityIsUnknownBelowTheThresholdWhateverTheTemperature() {
    float[] logits = {1, 2.5f, -3};
    double energy = Logits.energy(logits);

    assertThat(Classification.of(ACTIVITIES, 0.5, below(energy), logits).isKnown()).isTrue();
    assertThat(Classification.of(ACTIVITIES, 0.5, below(energy + 1e-9, "rowing"), logits).isKnown())
        .isTrue();
    assertThat(Classification.of(ACTIVITIES, 0.5, below(energy + 1e-9, "jumping"), logits))
        .returns(false, Classification::isKnown)
        .returns("rowing", Classification::activity);
  }

  @Test
  void anActivityIsUnknownIfALogitIsNotFinite() {
    float[] logits = {1, Float.NaN, 2};
    for (var threshold : List.of(Optional.<EnergyThreshold>empty(), below(-9, "jumping"))) {
      Classification actual = Classification.of(ACTIVITIES, 2, threshold, logits);

      assertThat(actual.isKnown()).isFalse();
      assertThat(actual.confidence()).isEqualTo(1f / 3);
    }
  }

  @Test
  void theSettingReplacesTheNumberOfTheCardAndNotItsExceptions() {
    OptionalDouble none = OptionalDouble.empty();
    ModelCard without = card(Optional.empty());
    ModelCard with = card(below(1.5, "rowing"));

    assertThat(ServingModel.threshold(without, none)).isEmpty();
    assertThat(ServingModel.threshold(without, OptionalDouble.of(2))).isEqualTo(below(2));
    assertThat(ServingModel.threshold(with, none)).isEqualTo(below(1.5, "rowing"));
    assertThat(ServingModel.threshold(with, OptionalDouble.of(-2))).isEqualTo(below(-2, "rowing"));
    assertThat(ServingModel.threshold(with, OptionalDouble.of(0))).isEmpty();
  }

  private static Optional<EnergyThreshold> below(double value, String... neverUnknown) {
    return Optional.of(new EnergyThreshold(value, Set.of(neverUnknown)));
  }

  private static ModelCard card(Optional<EnergyThreshold> energyThreshold) {
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
