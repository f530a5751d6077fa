// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ReservedLabels;
import io.kinetograph.recordings.dataset.ActivityGroups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a simulated wearer does, bout after bout without a gap and without end. The same seed gives
 * the same bouts. Used by one thread.
 *
 * <p>In a varied routine, three of six bouts in a row are special: something unknown, no unit worn,
 * and one unit not worn.
 */
final class ActivitySchedule {

  /** How long units must lie still until the app, by default, says that they are not worn. */
  static final int SAMPLES_UNTIL_NOT_WORN = 20 * Segment.SAMPLE_RATE_HZ;

  /**
   * People take a unit off while they rest. On a runner, a unit that lies still looks like nothing
   * known until the app has found that it is not worn.
   */
  private static final Set<String> RESTING = Set.of("sitting", "lying-on-back");

  private static final List<Kind> CYCLE =
      List.of(
          Kind.KNOWN, Kind.KNOWN, Kind.KNOWN, Kind.UNKNOWN, Kind.NOT_WORN, Kind.ONE_UNIT_NOT_WORN);

  private final List<String> activities;
  private final Routine routine;
  private final RandomGenerator random;
  private final List<Kind> left = new ArrayList<>();
  private Kind newest = Kind.KNOWN;
  private String before = "";

  private enum Kind {
    KNOWN,
    UNKNOWN,
    NOT_WORN,
    ONE_UNIT_NOT_WORN
  }

  /**
   * A time in which the wearer does one thing.
   *
   * @param activity the ground truth: an activity or one of {@link ReservedLabels}
   * @param samples how long, at 25 Hz
   * @param notWorn the units that lie on a table meanwhile
   */
  record Bout(String activity, int samples, Set<BodyUnit> notWorn) {}

  /**
   * Creates a schedule.
   *
   * @param activities the known ones
   * @param turn another number for each wearer: the second bouts of six wearers in a row are of all
   *     kinds, so that one does not have to watch for long
   * @param random decides; may be used elsewhere between two bouts
   */
  ActivitySchedule(List<String> activities, Routine routine, long turn, RandomGenerator random) {
    this.activities = List.copyOf(activities);
    this.routine = routine;
    this.random = random;
    Kind second = CYCLE.get(Math.floorMod(turn, CYCLE.size()));
    left.addAll(CYCLE);
    left.remove(second);
    shuffle();
    left.add(second);
  }

  /** The next bout; the first one is a known activity with all units worn. */
  Bout next() {
    Bout bout =
        switch (kind()) {
          case KNOWN -> new Bout(another(activity -> true), samples(), Set.of());
          case UNKNOWN -> new Bout(ReservedLabels.UNKNOWN, samples(), Set.of());
          case NOT_WORN ->
              new Bout(
                  ReservedLabels.NOT_WORN,
                  samples() + SAMPLES_UNTIL_NOT_WORN,
                  EnumSet.allOf(BodyUnit.class));
          case ONE_UNIT_NOT_WORN ->
              new Bout(
                  another(RESTING::contains),
                  samples() + SAMPLES_UNTIL_NOT_WORN,
                  EnumSet.of(BodyUnit.at(random.nextInt(1, BodyUnit.COUNT))));
        };
    before = bout.activity();
    return bout;
  }

  private Kind kind() {
    if (!routine.isVaried() || before.isEmpty()) {
      return Kind.KNOWN;
    }
    if (left.isEmpty()) {
      left.addAll(CYCLE);
      do {
        shuffle();
      } while (left.get(left.size() - 1) == newest);
    }
    newest = left.remove(left.size() - 1);
    return newest;
  }

  private void shuffle() {
    Collections.shuffle(left, new Random(random.nextLong()));
  }

  /** An activity that is wanted, and of another group than the one before, if there is one. */
  private String another(Predicate<String> wanted) {
    Predicate<String> another = activity -> !activity.equals(before);
    Predicate<String> anotherGroup =
        activity -> !ActivityGroups.of(activity).equals(ActivityGroups.of(before));
    for (Predicate<String> condition :
        routine.isVaried()
            ? List.of(wanted.and(anotherGroup), anotherGroup, another)
            : List.of(another)) {
      List<String> choice = activities.stream().filter(condition).toList();
      if (!choice.isEmpty()) {
        return choice.get(random.nextInt(choice.size()));
      }
    }
    return activities.get(random.nextInt(activities.size()));
  }

  private int samples() {
    int mean = Math.toIntExact(routine.bout().toMillis() * Segment.SAMPLE_RATE_HZ / 1000);
    int samples = random.nextInt(mean * 2 / 3, mean * 4 / 3 + 1);
    return routine.isVaried() ? samples : wholeSegments(samples);
  }

  private static int wholeSegments(int samples) {
    return Math.max(1, Math.round((float) samples / Segment.COLUMNS)) * Segment.COLUMNS;
  }
}
