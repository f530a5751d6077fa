// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelEvidenceTest {

  private static final List<String> LABELS =
      IntStream.range(0, 19).mapToObj(i -> "activity-" + i).toList();
  private static final ActivityStates STATES = new ActivityStates(LABELS, LABELS);

  @Test
  void aLabelThatTellsNoActivityFromAnotherCountsByItsStatusAlone() {
    double[] unknown = evidence(LabelStatus.UNKNOWN, 1 / 19f);
    double[] known = evidence(LabelStatus.KNOWN, 1 / 19f);

    assertThat(unknown[STATES.unknown()] / unknown[0]).isCloseTo(10, within(1e-5));
    assertThat(known[0] / known[STATES.unknown()]).isCloseTo(5, within(1e-5));
  }

  @Test
  void anUnknownLabelCountsForTheActivityIfTheModelIsSureOfIt() {
    double[] unsure = evidence(LabelStatus.UNKNOWN, 0.5f);
    double[] sure = evidence(LabelStatus.UNKNOWN, 0.95f);

    assertThat(unsure[STATES.unknown()]).isGreaterThan(unsure[0]);
    assertThat(sure[0]).isGreaterThan(sure[STATES.unknown()]);
    assertThat(sure[STATES.unknown()]).isGreaterThan(100 * sure[STATES.notWorn()]);
  }

  @Test
  void aLabelOfUnitsThatAreNotWornSaysNothingElse() {
    double[] evidence = evidence(LabelStatus.NOT_WORN, 0.95f);

    assertThat(evidence[STATES.notWorn()]).isEqualTo(1);
    assertThat(Arrays.stream(evidence).filter(e -> e == 0.001)).hasSize(STATES.count() - 1);
  }

  @Test
  void nothingIsImpossible() {
    for (LabelStatus status : LabelStatus.values()) {
      assertThat(Arrays.stream(evidence(status, 1)).min().orElseThrow()).isPositive();
    }
  }

  /** Of a label whose first activity has a probability, and the others the rest in equal parts. */
  private static double[] evidence(LabelStatus status, float first) {
    float[] probabilities = new float[LABELS.size()];
    Arrays.fill(probabilities, (1 - first) / (LABELS.size() - 1));
    probabilities[0] = first;
    return LabelEvidence.of(
        STATES,
        status,
        new Classification(
            new KnownActivities("model", LABELS, LABELS),
            probabilities,
            0,
            status != LabelStatus.UNKNOWN));
  }
}
