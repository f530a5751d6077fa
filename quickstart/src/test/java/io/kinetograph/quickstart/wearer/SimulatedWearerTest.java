// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.MotionTable;
import java.util.ArrayList;
import java.util.List;
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
    SimulatedWearer wearer = new SimulatedWearer("anna", table, 1);

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
    SimulatedWearer wearer = new SimulatedWearer("anna", table, 1);
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
    SimulatedWearer wearer = new SimulatedWearer("anna", table, seed);
    AnnotatedSegment before = wearer.next();
    for (int i = 0; i < 100; i++) {
      AnnotatedSegment segment = wearer.next();
      if (segment.truth().equals(before.truth())) {
        assertThat(segment.number()).isEqualTo(before.number() + 1).isLessThanOrEqualTo(8);
      } else {
        assertThat(before.number()).isBetween(4, 8);
        assertThat(segment.number()).isEqualTo(1);
      }
      before = segment;
    }
  }

  @Property(tries = 20)
  void isTheSameForTheSameSeedOnly(@ForAll long seed) throws Exception {
    MotionTable table =
        MotionTables.of(List.of("rowing", "sitting"), row -> "0,1,0.5,1,1,0," + FIVE_NO_WAVES);
    SimulatedWearer one = new SimulatedWearer("anna", table, seed);
    SimulatedWearer same = new SimulatedWearer("ben", table, seed);
    SimulatedWearer other = new SimulatedWearer("cleo", table, seed + 1);

    List<Float> values = row(one.next(), 0);
    assertThat(row(same.next(), 0)).isEqualTo(values);
    assertThat(row(other.next(), 0)).isNotEqualTo(values);
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
