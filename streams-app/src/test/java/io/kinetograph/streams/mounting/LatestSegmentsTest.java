// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatestSegmentsTest {

  @Test
  void keepsTheTimeOfReadingAndTheDifferenceOfClocks() throws Exception {
    Settings settings = Settings.load(Optional.empty(), Map.of("reading.max-clock-skew", "20s"));
    LatestSegments segments = new LatestSegments(Duration.ofMinutes(1), settings);
    for (long segment = 0; segment < 100; segment++) {
      segments.add(BodyUnit.TORSO, segment * Segment.LENGTH_MICROS + 7, 9, 0, 0);
    }

    List<Segment> kept = segments.assemble();

    // 80 s, and a part of a segment at each end.
    assertThat(kept).hasSize(18);
    assertThat(kept.get(17).startMicros()).isEqualTo(99 * Segment.LENGTH_MICROS);
  }
}
