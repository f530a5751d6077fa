// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Where a task is in its partition, as stored in the transaction of its labels: the offset of the
 * oldest record that an open segment needs (the low watermark), the offset after the last processed
 * record (the position), and the records between them that were refused because they were ahead of
 * our own clock: read again later, they would not be.
 */
final class TaskPlace {

  /** Its key in the store; the ids of wearers are not empty. */
  static final String KEY = "";

  /** Beyond this the oldest refused records are forgotten. */
  static final int MAX_REFUSED = 1_000;

  private static final long NONE = -1;
  private static final int MAX_VARLONG_BYTES = 10;

  private final KeyValueStore<String, byte[]> store;
  private final SegmentMetrics metrics;
  private final TreeSet<Long> refused = new TreeSet<>();

  /** The stored form of the refused records after the first one; null once they have changed. */
  private byte @Nullable [] laterRefused;

  private long lowWatermark = NONE;
  private long position = NONE;

  /** Reads the stored place. */
  TaskPlace(KeyValueStore<String, byte[]> store, SegmentMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
    byte[] stored = store.get(KEY);
    if (stored != null) {
      ByteBuffer place = ByteBuffer.wrap(stored);
      lowWatermark = place.getLong();
      position = place.getLong();
      long offset = lowWatermark;
      while (place.hasRemaining()) {
        offset += ByteUtils.readVarlong(place);
        refused.add(offset);
      }
    }
  }

  /** Whether a stored value is a place, as far as it can be known. */
  static boolean isValid(byte[] stored) {
    try {
      ByteBuffer place = ByteBuffer.wrap(stored);
      long lowWatermark = place.getLong();
      long offset = lowWatermark;
      long position = place.getLong();
      while (place.hasRemaining()) {
        offset += ByteUtils.readVarlong(place);
        if (offset < lowWatermark) {
          return false;
        }
      }
      return lowWatermark >= 0 && lowWatermark <= position && offset <= position;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Offset of the oldest record that must be read again, or -1 if no record was processed. */
  long lowWatermark() {
    return lowWatermark;
  }

  /** Offset after the last processed record, or -1 if none was. */
  long position() {
    return position;
  }

  /** Notes a record that is about to be processed, valid or not. */
  void recordRead(long offset) {
    position = offset + 1;
    if (lowWatermark != NONE) {
      // Until the records are read again, this one may be older: offsets were reset by hand.
      lowWatermark = Math.min(lowWatermark, offset);
    }
    if (!refused.isEmpty() && refused.last() >= offset) {
      // Processed anew, and not refused until now.
      refused.tailSet(offset, true).clear();
      laterRefused = null;
    }
  }

  void refuse(long offset) {
    refused.add(offset);
    laterRefused = null;
    if (refused.size() > MAX_REFUSED) {
      refused.pollFirst();
      metrics.refusedForgotten();
    }
  }

  boolean isRefused(long offset) {
    return refused.contains(offset);
  }

  /**
   * Stores the place.
   *
   * @param oldestOffset of the records that open segments need; may be too low, never too high
   */
  void save(long oldestOffset) {
    lowWatermark = Math.min(oldestOffset, position);
    // The key that was put last is flushed last: no place is stored before what it stands for.
    store.put(KEY, encode());
  }

  private byte[] encode() {
    while (!refused.isEmpty() && refused.first() < lowWatermark) {
      refused.pollFirst();
      laterRefused = null;
    }
    if (refused.isEmpty()) {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(lowWatermark).putLong(position).array();
    }
    // Each is stored as its distance from the one before; only the first one's changes with the
    // low watermark, which is stored after each record.
    if (laterRefused == null) {
      laterRefused = encodeLaterRefused();
    }
    long distance = refused.first() - lowWatermark;
    ByteBuffer place =
        ByteBuffer.allocate(
            2 * Long.BYTES + ByteUtils.sizeOfVarlong(distance) + laterRefused.length);
    place.putLong(lowWatermark).putLong(position);
    ByteUtils.writeVarlong(distance, place);
    return place.put(laterRefused).array();
  }

  private byte[] encodeLaterRefused() {
    ByteBuffer distances = ByteBuffer.allocate(MAX_VARLONG_BYTES * refused.size());
    long before = refused.first();
    for (long offset : refused.tailSet(before, false)) {
      ByteUtils.writeVarlong(offset - before, distances);
      before = offset;
    }
    return Arrays.copyOf(distances.array(), distances.position());
  }
}
