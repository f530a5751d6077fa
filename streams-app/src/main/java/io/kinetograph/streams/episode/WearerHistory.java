// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a wearer: the state probabilities at the last decided segment, the segments
 * that wait for their decision, and the open episode.
 */
final class WearerHistory {

  private static final long NONE = Long.MIN_VALUE;

  private final List<ObservedSegment> pending = new ArrayList<>();
  private long decidedStartMillis = NONE;
  private long decidedEndMillis = NONE;
  private float[] filtered = {};
  private @Nullable OpenEpisode open;

  /** The segments without a decision, the oldest first. */
  List<ObservedSegment> pending() {
    return pending;
  }

  /** Whether no segment was decided since the start or the last gap. */
  boolean isEmpty() {
    return filtered.length == 0;
  }

  long decidedStartMillis() {
    return decidedStartMillis;
  }

  /** First instant after the last decided segment; the smallest time if there is none. */
  long decidedEndMillis() {
    return decidedEndMillis;
  }

  long newestStartMillis() {
    return pending.isEmpty() ? decidedStartMillis : pending.get(pending.size() - 1).startMillis();
  }

  /** First instant after the newest segment; the largest time if there is none. */
  long newestEndMillis() {
    if (!pending.isEmpty()) {
      return pending.get(pending.size() - 1).endMillis();
    }
    return decidedEndMillis == NONE ? Long.MAX_VALUE : decidedEndMillis;
  }

  double[] filtered() {
    double[] probabilities = new double[filtered.length];
    for (int state = 0; state < probabilities.length; state++) {
      probabilities[state] = filtered[state];
    }
    return probabilities;
  }

  @Nullable OpenEpisode open() {
    return open;
  }

  /** Remembers a decision, rounded as it is stored: a restart changes nothing. */
  void decided(ObservedSegment segment, double[] probabilities, OpenEpisode episode) {
    decidedStartMillis = segment.startMillis();
    decidedEndMillis = segment.endMillis();
    filtered = new float[probabilities.length];
    for (int state = 0; state < filtered.length; state++) {
      filtered[state] = (float) probabilities[state];
    }
    open = episode;
  }

  /** Forgets all but the time of the last segment, before which no label counts. */
  void reset() {
    pending.clear();
    filtered = new float[0];
    open = null;
  }

  /** How long the stored form is. */
  int byteCount() {
    int bytes = 2 * Long.BYTES + 3 + Float.BYTES * filtered.length;
    for (ObservedSegment segment : pending) {
      bytes += 2 * Long.BYTES + segment.costs().length;
    }
    OpenEpisode episode = open;
    return bytes + (episode == null ? 0 : episode.byteCount());
  }

  /** Writes the stored form; {@link #read} needs the same states. */
  void write(ByteBuffer stored) {
    stored.putLong(decidedStartMillis).putLong(decidedEndMillis);
    stored.put((byte) (filtered.length == 0 ? 0 : 1));
    for (float probability : filtered) {
      stored.putFloat(probability);
    }
    stored.put((byte) pending.size());
    for (ObservedSegment segment : pending) {
      stored.putLong(segment.startMillis()).putLong(segment.endMillis()).put(segment.costs());
    }
    OpenEpisode episode = open;
    stored.put((byte) (episode == null ? 0 : 1));
    if (episode != null) {
      episode.write(stored);
    }
  }

  static WearerHistory read(ActivityStates states, ByteBuffer stored) {
    WearerHistory history = new WearerHistory();
    history.decidedStartMillis = stored.getLong();
    history.decidedEndMillis = stored.getLong();
    history.filtered = new float[stored.get() == 0 ? 0 : states.count()];
    for (int state = 0; state < history.filtered.length; state++) {
      history.filtered[state] = stored.getFloat();
    }
    int waiting = stored.get() & 0xff;
    for (int i = 0; i < waiting; i++) {
      long startMillis = stored.getLong();
      long endMillis = stored.getLong();
      byte[] costs = new byte[states.count()];
      stored.get(costs);
      history.pending.add(new ObservedSegment(startMillis, endMillis, costs));
    }
    if (stored.get() != 0) {
      history.open = OpenEpisode.read(states, stored);
    }
    return history;
  }
}
