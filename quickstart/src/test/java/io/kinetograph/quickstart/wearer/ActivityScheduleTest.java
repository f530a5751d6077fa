// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ActivityScheduleTest {

  private static final int BOUTS = 61;

  @Property(tries = 50)
  void isTheSameForTheSameSeed(@ForAll long seed, @ForAll boolean varied) {
    Routine routine = new Routine(Duration.ofSeconds(40), varied);

    assertThat(bouts(routine, seed)).isEqualTo(bouts(routine, seed));
    assertThat(bouts(routine, seed)).isNotEqualTo(bouts(routine, seed + 1));
  }

  @Property(tries = 50)
  void boutsLastAsTheRoutineSays(
      @ForAll long seed, @ForAll @IntRange(min = 10, max = 600) int seconds) {
    for (ActivitySchedule.Bout bout : bouts(new Routine(Duration.ofSeconds(seconds), true), seed)) {
      // Units that were taken off take 20 s to be found.
      int samples = bout.samples() - (bout.notWorn().isEmpty() ? 0 : 20 * 25);
      assertThat(samples).isBetween(25 * seconds * 2 / 3, 25 * seconds * 4 / 3);
    }
    for (ActivitySchedule.Bout bout :
        bouts(new Routine(Duration.ofSeconds(seconds), false), seed)) {
      assertThat(bout.samples()).isPositive();
      assertThat(bout.samples() % Segment.COLUMNS).isZero();
    }
  }

  @Property(tries = 50)
  void aVariedRoutineHasEverythingAndChangesTheGroupEachTime(@ForAll long seed) {
    List<ActivitySchedule.Bout> bouts = bouts(Routine.VARIED, seed);

    assertThat(bouts.get(0).notWorn()).isEmpty();
    assertThat(ActivityLabels.all()).contains(bouts.get(0).activity());
    for (int i = 1; i < BOUTS; i++) {
      assertThat(ActivityGroups.of(bouts.get(i).activity()))
          .isNotEqualTo(ActivityGroups.of(bouts.get(i - 1).activity()));
    }
    for (int i = 1; i + 6 <= BOUTS; i += 6) {
      List<ActivitySchedule.Bout> six = bouts.subList(i, i + 6);
      assertThat(six).filteredOn(bout -> bout.activity().equals("unknown")).hasSize(1);
      assertThat(six)
          .filteredOn(bout -> bout.notWorn().size() == BodyUnit.COUNT)
          .singleElement()
          .satisfies(bout -> assertThat(bout.activity()).isEqualTo("not-worn"));
      assertThat(six)
          .filteredOn(bout -> bout.notWorn().size() == 1)
          .singleElement()
          .satisfies(bout -> assertThat(bout.notWorn()).doesNotContain(BodyUnit.TORSO));
    }
  }

  @Property(tries = 50)
  void aPlainRoutineHasKnownActivitiesWithAllUnitsOnly(@ForAll long seed) {
    List<ActivitySchedule.Bout> bouts = bouts(Routine.PLAIN, seed);

    for (int i = 0; i < BOUTS; i++) {
      assertThat(ActivityLabels.all()).contains(bouts.get(i).activity());
      assertThat(bouts.get(i).notWorn()).isEmpty();
      if (i > 0) {
        assertThat(bouts.get(i).activity()).isNotEqualTo(bouts.get(i - 1).activity());
      }
    }
  }

  /** The wearers of a quickstart without options. */
  @Test
  void aNewcomerSeesEverythingInTwoMinutes() throws Exception {
    int changes = 0;
    Set<String> scored = new HashSet<>();
    try (WearerGroup wearers = WearerGroup.simulated(8, 1, Routine.VARIED)) {
      for (WearerMotion wearer : wearers.motions()) {
        for (int i = 0; i < 24; i++) {
          AnnotatedSegment segment = requireNonNull(wearer.next());
          changes += segment.change() == null ? 0 : 1;
          if (segment.unscored() == null) {
            scored.add(segment.truth());
          }
        }
      }
    }

    assertThat(changes).isGreaterThanOrEqualTo(12);
    assertThat(scored).contains("unknown", "not-worn").hasSizeGreaterThan(8);
  }

  private static List<ActivitySchedule.Bout> bouts(Routine routine, long seed) {
    ActivitySchedule schedule =
        new ActivitySchedule(ActivityLabels.all(), routine, seed, new SplittableRandom(seed));
    List<ActivitySchedule.Bout> bouts = new ArrayList<>();
    for (int i = 0; i < BOUTS; i++) {
      bouts.add(schedule.next());
    }
    return bouts;
  }
}
