// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.motion.RuleMadeMotion;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import io.kinetograph.trainer.network.Classifier;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WearingEvaluationTest {

  private final DataSet data = new Recordings(3, 2, 2).dataSet();

  @Test
  void onlySomeUnitsAreWorn() {
    WornUnits arm = new WornUnits("right-arm", Set.of(BodyUnit.RIGHT_ARM));

    List<Segment> worn = new Wearing(SimulatedMounting.AS_RECORDED, arm, false).segments(data, 1);

    Segment whole = data.segments().get(0).segment();
    for (int row = 0; row < Segment.ROWS; row++) {
      float expected = row >= 3 && row < 6 ? whole.value(row, 7) : 0f;
      assertThat(worn.get(0).value(row, 7)).isEqualTo(expected);
    }
    assertThat(worn.get(0).coverage(BodyUnit.RIGHT_ARM)).isOne();
    assertThat(worn.get(0).coverage(BodyUnit.TORSO)).as("a unit that is not worn").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aWearersUnitsAreTurnedOnceForAllHisSegments(SimulatedMounting mounting) {
    List<Segment> worn = new Wearing(mounting, WornUnits.ALL, false).segments(data, 5);

    assertThat(worn)
        .isEqualTo(
            data.segments().stream()
                .map(s -> mounting.of(5, s.id().subject()).turn(s.segment()))
                .toList());
  }

  @Test
  void faultyUnitsStayNearWhatTheyMeasureAndUnitsThatAreNotWornStayWithoutValues() {
    List<Segment> exact =
        new Wearing(SimulatedMounting.ANY, WornUnits.THREE, false).segments(data, 5);
    List<Segment> faulty =
        new Wearing(SimulatedMounting.ANY, WornUnits.THREE, true).segments(data, 5);

    for (int row = 0; row < Segment.ROWS; row++) {
      float before = exact.get(0).value(row, 0);
      float after = faulty.get(0).value(row, 0);
      if (WornUnits.THREE.units().contains(BodyUnit.at(row / BodyUnit.AXES))) {
        assertThat(after).isNotEqualTo(before).isCloseTo(before, within(1f));
      } else {
        assertThat(after).isZero();
      }
    }
  }

  @Test
  void turningChangesNothingForAModelThatSeesOnlyMagnitudes() {
    Evaluation whole = WearingEvaluation.USUAL.whole(new Magnitudes(), data);

    Map<String, Accuracies> accuracies =
        WearingEvaluation.USUAL.byMounting(
            new Magnitudes(),
            data,
            EnumSet.allOf(SimulatedMounting.class),
            whole,
            id -> true,
            (name, evaluation) -> {});

    assertThat(accuracies.keySet())
        .containsExactly(
            "as-recorded",
            "tilted-15",
            "tilted-30",
            "one-upside-down",
            "upside-down",
            "exchanged",
            "about-gravity",
            "any",
            "any, torso-right-arm-right-leg");
    // These change more than the orientation.
    accuracies.keySet().removeAll(Set.of("any, torso-right-arm-right-leg", "exchanged"));
    assertThat(accuracies.values())
        .containsOnly(new Accuracies(whole.accuracy(), whole.coarseAccuracy()));
    Set<SimulatedMounting> turns = EnumSet.complementOf(EnumSet.of(SimulatedMounting.EXCHANGED));
    for (SimulatedMounting mounting : turns) {
      float[][] turned =
          new Magnitudes().logits(new Wearing(mounting, WornUnits.ALL, false).segments(data, 1));
      for (int i = 0; i < turned.length; i++) {
        assertThat(turned[i])
            .containsExactly(
                new Magnitudes().logits(List.of(data.segments().get(i).segment()))[0],
                within(1e-3f));
      }
    }
  }

  @Test
  void motionsThatNobodyRecordedAreMeasuredWithFaultsToo() {
    List<Segment> motions = RuleMadeMotion.WAVING.segments(3, 1);

    assertThat(WearingEvaluation.USUAL.measured(motions)).isEqualTo(motions);
    List<Segment> faulty = new WearingEvaluation(true, 1, 1).measured(motions);
    for (int i = 0; i < motions.size(); i++) {
      assertThat(faulty.get(i).value(0, 0))
          .isNotEqualTo(motions.get(i).value(0, 0))
          .isCloseTo(motions.get(i).value(0, 0), within(1f));
    }
    assertThat(new WearingEvaluation(true, 1, 1).measured(motions).get(2).toArray())
        .isEqualTo(faulty.get(2).toArray());
  }

  @Test
  void averagesOverTheDrawsOfRandomMountingsOnly() {
    Counting counting = new Counting(new HashSet<>(), new ArrayList<>());
    WearingEvaluation evaluation = new WearingEvaluation(false, 2, 4);
    Evaluation whole = evaluation.whole(counting, data).at(2);
    List<String> heard = new ArrayList<>();
    Set<SimulatedMounting> mountings =
        EnumSet.of(
            SimulatedMounting.AS_RECORDED,
            SimulatedMounting.UPSIDE_DOWN,
            SimulatedMounting.TILTED_15);

    evaluation.byMounting(
        counting,
        data,
        mountings,
        whole,
        id -> true,
        (name, drawn) -> {
          heard.add(name);
          assertThat(drawn.temperature()).isEqualTo(2);
        });

    assertThat(heard)
        .containsExactly(
            "as-recorded", "tilted-15", "tilted-15", "tilted-15", "tilted-15", "upside-down");
    assertThat(evaluation.mountingPasses(mountings)).isEqualTo(1 + 4);
    assertThat(counting.batches).hasSize(1 + 1 + 4);
    assertThat(counting.seen).as("no draw is another").hasSize(6 * data.size());
    assertThat(new WearingEvaluation(true, 2, 4).mountingPasses(mountings)).isEqualTo(3 * 4);
  }

  @Test
  void evaluatesEachChoiceOfUnitsOnceMore() {
    Counting counting = new Counting(new HashSet<>(), new ArrayList<>());
    Evaluation whole = WearingEvaluation.USUAL.whole(counting, data);

    Map<String, Double> accuracies =
        WearingEvaluation.USUAL.byUnits(counting, data, whole, id -> true);

    assertThat(accuracies).hasSize(9).containsEntry("all-five", whole.accuracy());
    assertThat(counting.batches).hasSize(1 + WearingEvaluation.unitPasses());
  }

  /** Knows the mean length of the acceleration of each unit, but no direction. */
  private static final class Magnitudes implements Classifier {

    @Override
    public List<String> labels() {
      return ActivityLabels.all().subList(0, BodyUnit.COUNT);
    }

    @Override
    public float[][] batchLogits(List<Segment> batch) {
      return batch.stream().map(Magnitudes::row).toArray(float[][]::new);
    }

    private static float[] row(Segment segment) {
      float[] row = new float[BodyUnit.COUNT];
      for (int unit = 0; unit < row.length; unit++) {
        for (int column = 0; column < Segment.COLUMNS; column++) {
          double square = 0;
          for (int axis = 0; axis < BodyUnit.AXES; axis++) {
            square += Math.pow(segment.value(BodyUnit.at(unit).row(axis), column), 2);
          }
          row[unit] += (float) (Math.sqrt(square) / Segment.COLUMNS);
        }
      }
      return row;
    }
  }

  /** Counts the batches and the different segments. */
  private record Counting(Set<Segment> seen, List<Integer> batches) implements Classifier {

    @Override
    public List<String> labels() {
      return List.of("sitting");
    }

    @Override
    public float[][] batchLogits(List<Segment> batch) {
      seen.addAll(batch);
      batches.add(batch.size());
      return new float[batch.size()][1];
    }
  }
}
