// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.MotionTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SimulatedWearerTest {

  private static final String FIVE_NO_WAVES = "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0";

  @Test
  void movesAsTheTableSays() throws Exception {
    // 2 Hz, 3 m/s^2 around the row's number, from a phase of 1 rad on; no noise.
    MotionTable table =
        MotionTables.of(List.of("rowing"), row -> row + ",0,0,2,3,1," + FIVE_NO_WAVES);
    SimulatedWearer wearer = new SimulatedWearer("anna", table, Routine.PLAIN, 1);

    for (int segment = 0; segment < 3; segment++) {
      List<Float> values = row(wearer.next(), 4);
      for (int column = 0; column < Segment.COLUMNS; column++) {
        double seconds = 5 * segment + column / 25.0;
        assertThat(values.get(column))
            .isCloseTo((float) (4 + 3 * Math.cos(2 * Math.PI * 2 * seconds + 1)), within(1e-4f));
      }
    }
  }

  @Test
  void hasNoiseOfTheTablesDeviationAndMemory() throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing"), row -> "-1,0.5,0.8,0,0,0," + FIVE_NO_WAVES);
    SimulatedWearer wearer = new SimulatedWearer("anna", table, Routine.PLAIN, 1);
    List<Float> noise = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      noise.addAll(row(wearer.next(), 7));
    }

    double mean = noise.stream().mapToDouble(value -> value).average().orElseThrow();
    double variance = covariance(noise, mean, 0);
    assertThat(mean).isCloseTo(-1, within(0.03));
    assertThat(Math.sqrt(variance)).isCloseTo(0.5, within(0.02));
    // The noise starts anew with each stay of some 30 s, which takes little from its memory.
    assertThat(covariance(noise, mean, 1) / variance).isCloseTo(0.8, within(0.02));
  }

  @Property(tries = 20)
  void staysTwentyToFortySecondsAndThenDoesSomethingElse(@ForAll long seed) throws Exception {
    MotionTable table =
        MotionTables.of(
            List.of("rowing", "sitting", "jumping"), row -> "0,1,0.5,1,1,0," + FIVE_NO_WAVES);
    SimulatedWearer wearer = new SimulatedWearer("anna", table, Routine.PLAIN, seed);
    AnnotatedSegment before = wearer.next();
    int length = 1;
    for (int i = 2; i <= 100; i++) {
      AnnotatedSegment segment = wearer.next();
      assertThat(segment.number()).isEqualTo(i);
      assertThat(segment.unscored()).isNull();
      if (segment.truth().equals(before.truth())) {
        length++;
        assertThat(segment.change()).isNull();
      } else {
        assertThat(length).isBetween(4, 8);
        assertThat(segment.change())
            .isEqualTo(new AnnotatedSegment.Change(before.truth(), segment.truth(), 0));
        length = 1;
      }
      before = segment;
    }
  }

  /** All known activities have the same constant value, and nothing else has it. */
  @Property(tries = 20)
  void saysWhatTheWearerDoesInEachSegmentOfAVariedRoutine(@ForAll long seed) throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing", "sitting"), row -> "2,0,0,0,0,0," + FIVE_NO_WAVES);
    SimulatedWearer wearer = new SimulatedWearer("anna", table, Routine.VARIED, seed);
    String activity = "";
    boolean scoredNotWorn = false;
    for (int i = 0; i < 200; i++) {
      AnnotatedSegment segment = wearer.next();
      AnnotatedSegment.Change change = segment.change();
      if (change != null) {
        assertThat(change.before()).isEqualTo(activity);
        assertThat(change.after()).isNotEqualTo(activity);
        assertThat(segment.unscored())
            .isEqualTo(
                change.column() > 0
                    ? "changes to " + change.after()
                    : change.after().equals("not-worn") ? "just taken off" : null);
        assertThat(segment.truth())
            .isEqualTo(change.column() > 62 ? change.before() : change.after());
        activity = change.after();
      } else if (i == 0) {
        activity = segment.truth();
      } else {
        assertThat(segment.truth()).isEqualTo(activity);
      }
      if (segment.unscored() == null) {
        boolean known = row(segment, 0).stream().allMatch(value -> value == 2);
        assertThat(known).isEqualTo(table.activities().contains(activity));
        scoredNotWorn |= activity.equals("not-worn");
      }
    }
    assertThat(scoredNotWorn).isTrue();
  }

  @Property(tries = 20)
  void unitsOnATableLieStill(@ForAll long seed) throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing", "sitting"), row -> "2,1,0,1,1,0," + FIVE_NO_WAVES);
    SimulatedWearer wearer = new SimulatedWearer("anna", table, Routine.VARIED, seed);
    Set<BodyUnit> off = EnumSet.noneOf(BodyUnit.class);
    for (int i = 0; i < 100; i++) {
      AnnotatedSegment segment = wearer.next();
      Set<BodyUnit> still = still(segment);
      if (segment.change() == null) {
        assertThat(still.size()).isIn(0, 1, BodyUnit.COUNT);
        assertThat(still.size() == BodyUnit.COUNT).isEqualTo(segment.truth().equals("not-worn"));
      }
      off.addAll(still);
    }
    assertThat(off).hasSize(BodyUnit.COUNT);
  }

  /** Units that vary less than on any body, around an acceleration as long as gravity. */
  private static Set<BodyUnit> still(AnnotatedSegment segment) {
    Set<BodyUnit> still = EnumSet.noneOf(BodyUnit.class);
    for (BodyUnit unit : BodyUnit.values()) {
      double variance = 0;
      double squares = 0;
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        List<Float> values = row(segment, unit.row(axis));
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        variance += covariance(values, mean, 0);
        squares += mean * mean;
      }
      if (Math.sqrt(variance) < 0.0105) {
        assertThat(Math.sqrt(squares)).isCloseTo(9.81, within(0.01));
        still.add(unit);
      }
    }
    return still;
  }

  @Property(tries = 20)
  void isTheSameForTheSameSeedOnly(@ForAll long seed) throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing", "sitting"), row -> "0,1,0.5,1,1,0," + FIVE_NO_WAVES);
    SimulatedWearer one = new SimulatedWearer("anna", table, Routine.PLAIN, seed);
    SimulatedWearer same = new SimulatedWearer("ben", table, Routine.PLAIN, seed);
    SimulatedWearer other = new SimulatedWearer("cleo", table, Routine.PLAIN, seed + 1);

    List<Float> values = row(one.next(), 0);
    assertThat(row(same.next(), 0)).isEqualTo(values);
    assertThat(row(other.next(), 0)).isNotEqualTo(values);
  }

  @Test
  void aVariedRoutineIsTheSameForTheSameSeed() throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing", "sitting"), row -> "0,1,0.5,1,1,0," + FIVE_NO_WAVES);
    SimulatedWearer one = new SimulatedWearer("anna", table, Routine.VARIED, 7);
    SimulatedWearer same = new SimulatedWearer("anna", table, Routine.VARIED, 7);

    for (int i = 0; i < 100; i++) {
      assertThat(row(same.next(), 0)).as("segment %d", i).isEqualTo(row(one.next(), 0));
    }
  }

  private static double covariance(List<Float> values, double mean, int lag) {
    double sum = 0;
    for (int i = lag; i < values.size(); i++) {
      sum += (values.get(i) - mean) * (values.get(i - lag) - mean);
    }
    return sum / (values.size() - lag);
  }

  private static List<Float> row(AnnotatedSegment segment, int row) {
    List<Float> values = new ArrayList<>();
    float[] all = segment.toArray();
    for (int column = 0; column < Segment.COLUMNS; column++) {
      values.add(all[row * Segment.COLUMNS + column]);
    }
    return values;
  }
}
