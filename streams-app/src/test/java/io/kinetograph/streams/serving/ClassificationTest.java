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

  private static final ModelCard CARD = card(1);

  private static ModelCard card(double temperature) {
    List<String> labels = List.of("sitting", "rowing", "jumping");
    return new ModelCard(
        "model-7",
        labels,
        labels,
        temperature,
        OptionalDouble.empty(),
        new PixelScale(-20, 20),
        "",
        new TreeMap<>(),
        Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 3})
  void namesTheLargestLogitAndGivesEachLabelItsProbability(double temperature) {
    float[] logits = {1, 2.5f, -3};
    double[] expected = Logits.softmax(logits, temperature);

    Classification actual = Classification.of(card(temperature), logits);

    assertThat(actual.activity()).isEqualTo("rowing");
    assertThat(actual.confidence()).isCloseTo((float) expected[1], within(1e-6f));
    assertThat(actual.model()).isEqualTo("model-7");
    assertThat(actual.probabilities().keySet()).containsExactlyElementsOf(CARD.labels());
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.probabilities().get(CARD.labels().get(i)))
          .isCloseTo((float) expected[i], within(1e-6f));
    }
  }

  @Test
  void namesTheFirstOfSeveralLargestLogits() {
    assertThat(Classification.of(CARD, new float[] {-1, 3, 3}).activity()).isEqualTo("rowing");
  }
}
