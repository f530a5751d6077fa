// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {

  @Test
  void aDurationIsInTheLargestUnitThatDividesIt() {
    assertThat(DurationText.of(Duration.ZERO)).isEqualTo("0 s");
    assertThat(DurationText.of(Duration.ofMillis(1_500))).isEqualTo("1500 ms");
    assertThat(DurationText.of(Duration.ofSeconds(90))).isEqualTo("90 s");
    assertThat(DurationText.of(Duration.ofMinutes(5))).isEqualTo("5 min");
    assertThat(DurationText.of(Duration.ofMinutes(90))).isEqualTo("90 min");
    assertThat(DurationText.of(Duration.ofHours(1))).isEqualTo("1 h");
    assertThat(DurationText.of(Duration.ofDays(2))).isEqualTo("2 d");
    assertThat(DurationText.ofSetting(Duration.ofMinutes(5))).isEqualTo("5m");
    assertThat(DurationText.ofSetting(Duration.ofMillis(200))).isEqualTo("200ms");
  }
}
