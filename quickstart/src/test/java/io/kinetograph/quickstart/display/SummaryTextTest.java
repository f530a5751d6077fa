// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTextTest {

  @Test
  void saysThatAllWentWell() {
    RunSummary summary =
        new RunSummary(
            120,
            120,
            0,
            0,
            0,
            new TreeMap<>(Map.of("rowing", new Score(60, 60), "sitting", new Score(57, 60))),
            0,
            null,
            Duration.ofMillis(310),
            Duration.ofMillis(1_200),
            DelayOrigin.SEGMENT_END);

    assertThat(SummaryText.of(summary).lines())
        .containsExactly(
            "Summary",
            "  segments  120 published completely",
            "  labels    120: one for every segment",
            "  accuracy  97.50% (117 of 120)",
            "  weakest   sitting 95.00% (57 of 60)",
            "  delay     p50 0.31 s, p99 1.20 s, from the end of a segment to the arrival of its label");
  }

  @Test
  void saysHowManyTransitionsWereFoundAndWhatIsNotScored() {
    RunSummary summary =
        new RunSummary(
            100,
            100,
            0,
            0,
            0,
            new TreeMap<>(Map.of("unknown", new Score(10, 10), "rowing", new Score(79, 80))),
            10,
            new TransitionScore(17, 18, 1),
            null,
            null,
            DelayOrigin.SEGMENT_END);

    assertThat(SummaryText.of(summary).lines())
        .containsExactly(
            "Summary",
            "  segments  100 published completely",
            "  labels    100: one for every segment",
            "  accuracy  98.89% (89 of 90); not scored: 10 segments in which a wearer changes"
                + " activity or has just taken the units off",
            "  weakest   rowing 98.75% (79 of 80)",
            "  changes   17 of 18 found by episodes within 10 s (not-worn within 30 s), 1 false");
  }

  @Test
  void saysWhatIsAmiss() {
    RunSummary summary =
        new RunSummary(
            9, 8, 2, 1, 4, new TreeMap<>(), 0, null, null, null, DelayOrigin.ACKNOWLEDGED);

    assertThat(SummaryText.of(summary).lines())
        .containsExactly(
            "Summary",
            "  segments  9 published completely",
            "  labels    8: 2 segments without a label, 1 with more than one; 4 for segments of other"
                + " publishers");
  }
}
