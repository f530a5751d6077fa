// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.benchmarks.endtoend.LabelReader.Arrival;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class LabelDelaysTest {

  private static final long FROM = 1_700_000_000_000L;

  private final List<Arrival> arrivals = new ArrayList<>();

  private void arrive(long endMillis, long delayMillis) {
    arrivals.add(new Arrival(endMillis + delayMillis, endMillis, Bytes.wrap(new byte[0])));
  }

  private boolean hasCaughtUp() {
    return LabelDelays.hasCaughtUp(arrivals, FROM, 2, 1000);
  }

  @Test
  void peerHasCaughtUpOnceAllLabelsOfSegmentCameInTime() {
    arrive(FROM + 5_000, 900);
    assertThat(hasCaughtUp()).isFalse();

    arrive(FROM + 5_000, 1_000);
    assertThat(hasCaughtUp()).isTrue();
  }

  /** The last label that came is of a recent segment; another partition is still behind. */
  @Test
  void peerLagsWhileOnePartitionDoes() {
    for (int segment = 1; segment <= 10; segment++) {
      arrive(FROM + 5_000L * segment, 300);
      arrive(FROM + 5_000L * segment, 20_000);
    }
    arrive(FROM + 55_000, 300);

    assertThat(hasCaughtUp()).isFalse();
  }

  @Test
  void labelsOfSegmentsBeforeDoNotCount() {
    arrive(FROM, 300);
    arrive(FROM, 300);

    assertThat(hasCaughtUp()).isFalse();
  }

  @Test
  void segmentsOfShiftedGridCount() {
    arrive(FROM + 6_240, 300);
    arrive(FROM + 9_960, 300);
    assertThat(hasCaughtUp()).isTrue();
  }

  @Test
  void labelsThatAreMissingHaveTheLongestDelay() {
    arrive(FROM + 5_000, 300);
    arrive(FROM + 10_000, 400);
    arrive(FROM + 10_001, 500);
    LabelDelays delays = new LabelDelays(arrivals, FROM, FROM + 10_000, 3);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    delays.addTo(figures, 2_000);

    assertThat(delays.missing()).isEqualTo(1);
    assertThat(figures)
        .containsEntry(Figure.DELAY_P50_MILLIS, 400.0)
        .containsEntry(Figure.DELAY_P99_MILLIS, 2_000.0)
        .containsEntry(Figure.EXPECTED, 3.0)
        .containsEntry(Figure.MISSING, 1.0);
  }
}
