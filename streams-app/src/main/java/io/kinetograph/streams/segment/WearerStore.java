// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a task stores of its wearers. Each wearer has one record of two parts: how far the segments
 * are, and what is known of the episode. So a label needs one record of the changelog, not two. A
 * record is its format and the first part's length, one byte each, the first part, and the second
 * part; it is deleted when both are empty.
 *
 * <p>Not thread-safe; only one for a store, because it remembers the record that it read or wrote
 * last: a label reads and writes both parts.
 */
public final class WearerStore {

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 2;

  private final KeyValueStore<String, byte[]> records;
  private String lastKey = TaskPlace.KEY;
  private byte @Nullable [] lastRecord;

  /** One of the two parts of the wearers' records. */
  public final class Part {

    private final boolean isFirst;

    private Part(boolean isFirst) {
      this.isFirst = isFirst;
    }

    /** A wearer's part, or null. */
    public byte @Nullable [] get(String wearer) {
      return of(record(wearer));
    }

    /** Replaces a wearer's part, which is not empty. */
    public void put(String wearer, byte[] part) {
      byte[] other = other(record(wearer));
      store(wearer, isFirst ? joined(part, other) : joined(other, part));
    }

    /** Removes a wearer's part. */
    public void delete(String wearer) {
      byte[] other = other(record(wearer));
      byte[] none = {};
      store(wearer, other.length == 0 ? null : isFirst ? joined(none, other) : joined(other, none));
    }

    /**
     * The parts in the order of their wearers, with null for a wearer without one.
     *
     * @param from the first wearer, or null for all
     */
    public KeyValueIterator<String, byte[]> from(@Nullable String from) {
      KeyValueIterator<String, byte[]> all = records.range(from, null);
      return new KeyValueIterator<>() {

        @Override
        public boolean hasNext() {
          // The task's place has the smallest key.
          if (all.hasNext() && all.peekNextKey().equals(TaskPlace.KEY)) {
            all.next();
          }
          return all.hasNext();
        }

        @Override
        public KeyValue<String, byte[]> next() {
          KeyValue<String, byte[]> record = all.next();
          return KeyValue.pair(record.key, of(record.value));
        }

        @Override
        public String peekNextKey() {
          return all.peekNextKey();
        }

        @Override
        public void close() {
          all.close();
        }
      };
    }

    /** The wearers who have one. */
    public List<String> wearers() {
      List<String> wearers = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> parts = from(null)) {
        while (parts.hasNext()) {
          KeyValue<String, byte[]> part = parts.next();
          if (part.value != null) {
            wearers.add(part.key);
          }
        }
      }
      return wearers;
    }

    private byte @Nullable [] of(byte @Nullable [] record) {
      if (record == null) {
        return null;
      }
      byte[] part = isFirst ? first(record) : second(record);
      return part.length == 0 ? null : part;
    }

    private byte[] other(byte @Nullable [] record) {
      if (record == null) {
        return new byte[0];
      }
      return isFirst ? second(record) : first(record);
    }
  }

  /**
   * Creates an access to a task's store.
   *
   * @param records as restored; the caller closes it
   */
  public WearerStore(KeyValueStore<String, byte[]> records) {
    this.records = records;
  }

  /** How far the segments of each wearer are. */
  Part progress() {
    return new Part(true);
  }

  /** What is known of the episode of each wearer. */
  public Part episodes() {
    return new Part(false);
  }

  /** Removes what is known of all episodes, because none are decided any more. */
  public void forgetEpisodes() {
    Part episodes = episodes();
    episodes.wearers().forEach(episodes::delete);
  }

  /** The store itself, for the records of no wearer. */
  KeyValueStore<String, byte[]> records() {
    return records;
  }

  /** Whether a stored value may be a wearer's record, and its first part is valid. */
  static boolean isValid(byte[] record) {
    if (record.length <= HEADER_BYTES || record[0] != FORMAT) {
      return false;
    }
    int length = length(record);
    return length >= 0
        && length <= record.length - HEADER_BYTES
        && (length == 0 || WearerProgress.isValid(first(record)));
  }

  private byte @Nullable [] record(String wearer) {
    if (!wearer.equals(lastKey)) {
      lastRecord = records.get(wearer);
      lastKey = wearer;
    }
    return lastRecord;
  }

  private void store(String wearer, byte @Nullable [] record) {
    if (record == null) {
      records.delete(wearer);
    } else {
      records.put(wearer, record);
    }
    lastKey = wearer;
    lastRecord = record;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("too long: " + first.length);
    }
    return ByteBuffer.allocate(HEADER_BYTES + first.length + second.length)
        .put(FORMAT)
        .put((byte) first.length)
        .put(first)
        .put(second)
        .array();
  }

  private static byte[] first(byte[] record) {
    return Arrays.copyOfRange(record, HEADER_BYTES, HEADER_BYTES + length(record));
  }

  private static byte[] second(byte[] record) {
    return Arrays.copyOfRange(record, HEADER_BYTES + length(record), record.length);
  }

  private static int length(byte[] record) {
    return record[1];
  }
}
