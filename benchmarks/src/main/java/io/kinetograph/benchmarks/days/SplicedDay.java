// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.streams.episode.ActivityStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/**
 * A day of one wearer: bouts of activities, cut from recordings and spliced without a pause. A bout
 * lasts from 10 s to 10 min, with the logarithm of its duration uniform; its activity is any but
 * the one before, each with equal probability. It starts anywhere in the recording, and goes on at
 * the recording's start when that ends. A bout starts at any sample, so segments may contain two.
 */
final class SplicedDay {

  private static final double SHORTEST_SECONDS = 10;
  private static final double LONGEST_SECONDS = 600;

  private final SortedMap<String, float[][]> recordings;
  private final List<Bout> bouts = new ArrayList<>();
  private final int samples;

  /**
   * A stay in one activity.
   *
   * @param first index of its first sample in the day
   * @param end index after its last
   * @param activity what the wearer does
   * @param offset index in the recording of its first sample
   */
  private record Bout(int first, int end, String activity, int offset) {}

  /**
   * Draws a day.
   *
   * @param recordings of one wearer, by activity: at least two, each with 15 rows of as many
   *     samples
   * @param length of the day
   * @param random draws the bouts
   */
  SplicedDay(SortedMap<String, float[][]> recordings, Duration length, RandomGenerator random) {
    this.recordings = recordings;
    samples = Math.toIntExact(length.toSeconds() * Segment.SAMPLE_RATE_HZ);
    List<String> activities = List.copyOf(recordings.keySet());
    String activity = "";
    for (int first = 0; first < samples; first = bouts.get(bouts.size() - 1).end()) {
      String before = activity;
      List<String> others = activities.stream().filter(other -> !other.equals(before)).toList();
      activity = others.get(random.nextInt(others.size()));
      double seconds =
          SHORTEST_SECONDS * Math.pow(LONGEST_SECONDS / SHORTEST_SECONDS, random.nextDouble());
      int end = Math.min(samples, first + (int) Math.round(seconds * Segment.SAMPLE_RATE_HZ));
      int offset = random.nextInt(rows(activity)[0].length);
      bouts.add(new Bout(first, end, activity, offset));
    }
  }

  private float[][] rows(String activity) {
    float[][] rows = recordings.get(activity);
    if (rows == null) {
      throw new IllegalArgumentException("no recording of " + activity);
    }
    return rows;
  }

  /** Number of samples of each axis. */
  int samples() {
    return samples;
  }

  /**
   * Samples of one axis.
   *
   * @param row of the axis, 0 to 14
   * @param first index of the first sample
   * @param count how many
   * @return in m/s^2
   */
  float[] axis(int row, int first, int count) {
    float[] axis = new float[count];
    int bout = 0;
    for (int i = 0; i < count; i++) {
      while (bouts.get(bout).end() <= first + i) {
        bout++;
      }
      Bout current = bouts.get(bout);
      float[] recording = rows(current.activity())[row];
      axis[i] = recording[(current.offset() + first + i - current.first()) % recording.length];
    }
    return axis;
  }

  /**
   * What the wearer really does.
   *
   * @param startMicros when the day starts
   */
  Timeline truth(long startMicros) {
    Timeline truth = new Timeline();
    for (Bout bout : bouts) {
      String group =
          bout.activity().startsWith(WearerRecordings.UNKNOWN)
              ? ActivityStates.UNKNOWN
              : ActivityGroups.of(bout.activity());
      truth.from(startMicros + bout.first() * Segment.COLUMN_MICROS, group);
    }
    return truth;
  }
}
