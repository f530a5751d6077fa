// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import io.kinetograph.streams.episode.EpisodeEvent.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An episode that goes on, and how often each activity of its group was decided. */
final class OpenEpisode {

  private final ActivityStates states;
  private final int group;
  private final long startMillis;
  private final int[] decided;
  private double confidenceSum;
  private int announced;

  OpenEpisode(ActivityStates states, int state, long startMillis) {
    this.states = states;
    this.group = states.groupOf(state);
    this.startMillis = startMillis;
    this.decided = new int[states.count()];
    this.announced = state;
  }

  int group() {
    return group;
  }

  long startMillis() {
    return startMillis;
  }

  /** Adds a decided segment of the episode's group. */
  void add(int state, double confidence) {
    decided[state]++;
    confidenceSum += confidence;
  }

  /**
   * Says that the episode began.
   *
   * @param timeMillis end of the segment that was decided last
   */
  EpisodeEvent entered(long timeMillis) {
    return event(Kind.ENTERED, null, timeMillis);
  }

  /**
   * Says which activity it is, if that is another one than was said before.
   *
   * @param timeMillis end of the segment that was decided last
   */
  @Nullable EpisodeEvent revised(long timeMillis) {
    int most = announced;
    for (int state = 0; state < decided.length; state++) {
      if (decided[state] > decided[most]) {
        most = state;
      }
    }
    if (most == announced) {
      return null;
    }
    announced = most;
    return event(Kind.REVISED, null, timeMillis);
  }

  /** Says that it ended. */
  EpisodeEvent exited(long endMillis) {
    return event(Kind.EXITED, endMillis, endMillis);
  }

  private EpisodeEvent event(Kind kind, @Nullable Long endMillis, long timeMillis) {
    int segments = segments();
    return new EpisodeEvent(
        kind,
        states.group(group),
        states.activity(announced),
        startMillis,
        endMillis,
        (float) (confidenceSum / segments),
        segments,
        timeMillis);
  }

  private int segments() {
    int segments = 0;
    for (int count : decided) {
      segments += count;
    }
    return segments;
  }

  int byteCount() {
    return Long.BYTES + Double.BYTES + 2 * Short.BYTES + Integer.BYTES * states.groupSize(group);
  }

  void write(ByteBuffer bytes) {
    bytes.putShort((short) group).putShort((short) announced);
    bytes.putLong(startMillis).putDouble(confidenceSum);
    for (int state = 0; state < decided.length; state++) {
      if (states.groupOf(state) == group) {
        bytes.putInt(decided[state]);
      }
    }
  }

  static OpenEpisode read(ActivityStates states, ByteBuffer bytes) {
    int group = bytes.getShort() & 0xffff;
    int announced = bytes.getShort() & 0xffff;
    OpenEpisode episode = new OpenEpisode(states, announced, bytes.getLong());
    episode.confidenceSum = bytes.getDouble();
    for (int state = 0; state < states.count(); state++) {
      if (states.groupOf(state) == group) {
        episode.decided[state] = bytes.getInt();
      }
    }
    return episode;
  }
}
