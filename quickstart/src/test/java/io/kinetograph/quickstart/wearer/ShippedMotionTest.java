// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.inference.ReservedLabels;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.recordings.motion.Synthesis;
import io.kinetograph.streams.serving.ModelService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The motion that is shipped, and the model that is shipped to name it. */
class ShippedMotionTest {

  private static final int WEARERS = 20;
  private static final int SEGMENTS = 60;

  private final MotionTable table = ShippedMotion.table();
  private final LogitsModel model = shippedModel();

  ShippedMotionTest() throws InvalidModelException {}

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void isOfActivitiesThatTheModelKnows() {
    assertThat(model.card().labels()).containsAll(table.activities());
    assertThat(table.activities()).hasSize(19);
  }

  /** Moving in an elevator is little else than noise. */
  @Test
  void eachActivityIsNamedRightAndKnownAtLeastNineTimesInTen() {
    for (String activity : table.activities()) {
      Synthesis synthesis = new Synthesis(table.of(activity), new SplittableRandom(1));
      List<Segment> segments =
          Stream.generate(() -> Segment.measured(0, synthesis.next())).limit(SEGMENTS).toList();

      double least = activity.equals("moving-in-elevator") ? 0.8 : 0.9;
      assertThat(share(segments, activity)).as(activity).isGreaterThanOrEqualTo(least);
    }
  }

  @Test
  void unknownMotionIsUnknownAtLeastNineTimesInTen() {
    SplittableRandom random = new SplittableRandom(1);
    List<Segment> segments =
        Stream.generate(
                () -> Segment.measured(0, new Synthesis(UnknownMotion.draw(random), random).next()))
            .limit(5 * SEGMENTS)
            .toList();

    assertThat(share(segments, ReservedLabels.UNKNOWN)).isGreaterThanOrEqualTo(0.9);
  }

  /** All but the first bouts, which have all units on. */
  @Test
  void wearersOfAVariedRoutineAreNamedRightAtLeastNineTimesInTen() {
    Map<String, List<Segment>> byTruth = new TreeMap<>();
    for (int i = 0; i < WEARERS; i++) {
      SimulatedWearer wearer = new SimulatedWearer("wearer-" + i, table, Routine.VARIED, i);
      for (int j = 0; j < SEGMENTS; j++) {
        AnnotatedSegment segment = wearer.next();
        // The app finds units that are not worn; the model alone does not.
        if (segment.unscored() == null && !segment.truth().equals(ReservedLabels.NOT_WORN)) {
          byTruth
              .computeIfAbsent(segment.truth(), unused -> new ArrayList<>())
              .add(Segment.measured(0, segment.toArray()));
        }
      }
    }

    double right = 0;
    int all = 0;
    for (Map.Entry<String, List<Segment>> entry : byTruth.entrySet()) {
      right += share(entry.getValue(), entry.getKey()) * entry.getValue().size();
      all += entry.getValue().size();
    }
    assertThat(right / all).isGreaterThanOrEqualTo(0.9);
  }

  /** Share of the segments for which the app's label would be this. */
  private double share(List<Segment> segments, String activity) {
    EnergyThreshold threshold = model.card().energyThreshold().orElseThrow();
    long same =
        model.logits(model.render(segments)).stream()
            .map(
                row -> {
                  String best = model.card().labels().get(Logits.argMax(row));
                  return threshold.isUnknown(best, Logits.energy(row))
                      ? ReservedLabels.UNKNOWN
                      : best;
                })
            .filter(activity::equals)
            .count();
    return (double) same / segments.size();
  }

  private static LogitsModel shippedModel() throws InvalidModelException {
    return new ModelLoader(ModelDevice.CPU, 64).load(ModelService.shippedModel());
  }
}
