// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SplicedDayTest {

  private static final int RECORDED = 300 * 25;
  private static final Duration HOUR = Duration.ofHours(1);

  /** Each sample of an activity tells the activity and its place in the recording. */
  private static SortedMap<String, float[][]> recordings() {
    SortedMap<String, float[][]> recordings = new TreeMap<>();
    int activity = 0;
    for (String name : List.of("sitting", "walking-parking-lot", "rowing")) {
      float[][] rows = new float[15][RECORDED];
      for (float[] row : rows) {
        for (int i = 0; i < RECORDED; i++) {
          row[i] = activity * RECORDED + i;
        }
      }
      recordings.put(name, rows);
      activity++;
    }
    return recordings;
  }

  @Test
  void boutsLastFromTenSecondsToTenMinutes() {
    SplicedDay day = new SplicedDay(recordings(), Duration.ofHours(20), new Random(1));
    long start = 7_000_000;
    long before = start;
    for (Timeline.Change change : day.truth(start).changes()) {
      assertThat(change.atMicros() - before).isBetween(10_000_000L, 600_000_000L);
      before = change.atMicros();
    }
    assertThat(day.truth(start).changes()).hasSizeGreaterThan(200);
  }

  @Test
  void theSamplesAreThoseOfTheTruth() {
    SplicedDay day = new SplicedDay(recordings(), HOUR, new Random(2));
    Timeline truth = day.truth(0);
    float[] all = day.axis(3, 0, day.samples());

    assertThat(day.samples()).isEqualTo(3600 * 25);
    List<String> groups = List.of("sitting", "walking", "rowing");
    for (int i = 0; i < all.length; i++) {
      assertThat(groups.get((int) all[i] / RECORDED)).isEqualTo(truth.at(i * 40_000L));
    }
  }

  @Test
  void aBoutGoesOnAtTheStartOfTheRecordingWhenThatEnds() {
    SplicedDay day = new SplicedDay(recordings(), HOUR, new Random(3));
    Timeline truth = day.truth(0);
    float[] all = day.axis(0, 0, day.samples());

    for (int i = 1; i < all.length; i++) {
      if (truth.at(i * 40_000L).equals(truth.at((i - 1) * 40_000L))) {
        assertThat((int) all[i] % RECORDED).isEqualTo(((int) all[i - 1] + 1) % RECORDED);
      }
    }
  }

  @Test
  void theSameSeedDrawsTheSameDay() {
    assertThat(new SplicedDay(recordings(), HOUR, new Random(4)).axis(0, 100, 5000))
        .isEqualTo(new SplicedDay(recordings(), HOUR, new Random(4)).axis(0, 100, 5000))
        .isNotEqualTo(new SplicedDay(recordings(), HOUR, new Random(5)).axis(0, 100, 5000));
  }
}
