// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.settings.FineTuningPlan.LayerRates;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerRatesTest {

  private static final List<String> BY_DEPTH =
      List.of(
          "bn1.bias",
          "layer1.0.conv1.weight",
          "layer2.0.downsample.0.weight",
          "layer3.5.bn2.weight",
          "layer4.2.conv2.weight",
          "fc.weight");

  @Property
  void ratesRiseGeometricallyFromStemToHead(
      @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1) double low,
      @ForAll @DoubleRange(min = 1, max = 1e5) double ratio) {
    LayerRates rates = new LayerRates(low, low * ratio);

    assertThat(rates.high() * rates.factor("conv1.weight")).isEqualTo(low, within(1e-9 * low));
    assertThat(rates.factor("fc.bias")).isEqualTo(1);
    for (int i = 1; i < BY_DEPTH.size(); i++) {
      assertThat(rates.factor(BY_DEPTH.get(i)) / rates.factor(BY_DEPTH.get(i - 1)))
          .isEqualTo(Math.pow(ratio, 0.2), within(1e-9 * ratio));
    }
    assertThat(LayerRates.parse(rates.text())).isEqualTo(rates);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1e-3", "1e-2:1e-4", "0:1", "a:b", "1:2:3", "NaN:1", "1:Infinity"})
  void refusesInvalidRanges(String text) {
    assertThatThrownBy(() -> LayerRates.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer-rates");
  }

  @Test
  void layersOfAStageHaveTheSameRate() {
    LayerRates rates = LayerRates.parse("1e-4:1e-2");

    assertThat(rates.factor("layer3.0.conv1.weight")).isEqualTo(rates.factor("layer3.5.bn2.bias"));
    assertThat(rates.factor("conv1.weight")).isEqualTo(rates.factor("bn1.weight"));
  }
}
