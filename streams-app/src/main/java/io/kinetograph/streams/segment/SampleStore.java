// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The samples of open segments. A reading is cut at the borders of slices (a slice is as long as
 * the hop), and each part is stored as one run in the bucket in which it starts: a quarter of a
 * second of one wearer, all units together, under one key. A bucket grows in the record cache and
 * is written when a transaction commits. So everything that a wearer delivers between two commits,
 * even sample by sample, is written as one record.
 */
final class SampleStore {

  /**
   * Length of a bucket. Longer ones would be written more often while they grow, shorter ones make
   * more keys; measured in decision 3.
   */
  private static final long BUCKET_MICROS = 250_000;

  /**
   * Size in bytes from which a bucket is full: a wearable that sends without end makes more keys,
   * not a record that brokers reject. At 25 Hz, sample by sample, a bucket has 0.8 KB.
   */
  private static final int FULL_BYTES = 16 << 10;

  /** What happened to the samples of a reading. */
  enum Outcome {
    /** At least one run of samples was new. */
    STORED,
    /** All were stored before. */
    DUPLICATE
  }

  /** Receives one stored run after the other. */
  interface RunListener {
    void accept(String wearer, BodyUnit unit, long startMicros, int periodMicros, int size);
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final SegmentGrid grid;
  private final long maxGapMicros;

  SampleStore(KeyValueStore<Bytes, byte[]> store, SegmentGrid grid, long maxGapMicros) {
    this.store = store;
    this.grid = grid;
    this.maxGapMicros = maxGapMicros;
  }

  /**
   * Stores the samples of a reading that are not late.
   *
   * @param first index of the first sample to store
   */
  Outcome add(Reading reading, int first) {
    boolean stored = false;
    int from = first;
    while (from < reading.size()) {
      long slice = grid.sliceContaining(reading.timeMicros(from));
      int to = from + 1;
      while (to < reading.size() && reading.timeMicros(to) < slice + grid.hopMicros()) {
        to++;
      }
      int bucket = (int) ((reading.timeMicros(from) - slice) / BUCKET_MICROS);
      stored |= addRun(reading.wearer(), slice, bucket, SampleRuns.of(reading, slice, from, to));
      from = to;
    }
    return stored ? Outcome.STORED : Outcome.DUPLICATE;
  }

  private boolean addRun(String wearer, long slice, int bucket, byte[] run) {
    for (int part = 0; ; part++) {
      Bytes key = new SampleKey(wearer, slice, bucket, part).toBytes();
      byte[] runs = store.get(key);
      if (runs == null) {
        store.put(key, run);
        return true;
      }
      int known = SampleRuns.find(runs, run);
      if (known >= 0) {
        byte[] replaced = SampleRuns.smaller(runs, known, run);
        if (replaced != null) {
          store.put(key, replaced);
        }
        return replaced != null;
      }
      if (runs.length < FULL_BYTES) {
        store.put(key, SampleRuns.append(runs, run));
        return true;
      }
    }
  }

  /** Resamples the stored samples of a segment to its 25 Hz grid. */
  Segment assemble(String wearer, long startMicros) {
    SegmentAssembler assembler = new SegmentAssembler(startMicros, maxGapMicros);
    // A slice cut under an earlier, longer hop may start before the segment.
    Bytes from = SampleKey.lowest(wearer, startMicros - Segment.LENGTH_MICROS);
    Bytes to = SampleKey.lowest(wearer, startMicros + Segment.LENGTH_MICROS);
    try (KeyValueIterator<Bytes, byte[]> buckets = store.range(from, to)) {
      buckets.forEachRemaining(
          bucket ->
              SampleRuns.forEach(
                  bucket.value,
                  SampleKey.fromBytes(bucket.key).sliceMicros(),
                  (unit, start, period, size, samples) -> {
                    for (int i = 0; i < size; i++) {
                      assembler.add(
                          unit,
                          start + (long) i * period,
                          samples.getFloat(),
                          samples.getFloat(),
                          samples.getFloat());
                    }
                  }));
    }
    return assembler.assemble();
  }

  /**
   * Deletes the buckets of a closed segment that no later segment shares. A bucket cut under an
   * earlier, longer hop may reach into later segments; it is deleted with the last of them.
   *
   * @param startMicros the segment's start: older buckets are deleted already, and scanning their
   *     tombstones again would take longer with every segment
   * @param nextStartMicros the next segment's start
   */
  void delete(String wearer, long startMicros, long nextStartMicros) {
    List<Bytes> obsolete = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> buckets =
        store.range(
            SampleKey.lowest(wearer, startMicros - Segment.LENGTH_MICROS),
            SampleKey.lowest(wearer, nextStartMicros))) {
      buckets.forEachRemaining(
          bucket -> {
            long slice = SampleKey.fromBytes(bucket.key).sliceMicros();
            if (SampleRuns.newest(bucket.value, slice) < nextStartMicros) {
              obsolete.add(bucket.key);
            }
          });
    }
    // Unlike delete, this does not read the old value.
    obsolete.forEach(key -> store.put(key, null));
  }

  /** Passes every stored run to a listener. */
  void forEachRun(RunListener listener) {
    try (KeyValueIterator<Bytes, byte[]> buckets = store.all()) {
      buckets.forEachRemaining(
          bucket -> {
            SampleKey key = SampleKey.fromBytes(bucket.key);
            SampleRuns.forEach(
                bucket.value,
                key.sliceMicros(),
                (unit, start, period, size, samples) ->
                    listener.accept(key.wearer(), unit, start, period, size));
          });
    }
  }
}
