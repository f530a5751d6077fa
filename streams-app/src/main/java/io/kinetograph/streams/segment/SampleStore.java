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
 * the hop), and each part is kept as one run in the bucket in which it begins: a quarter of a
 * second of a wearer, all units together, under one key. A bucket grows in the record cache and is
 * written when a transaction is committed, so that what a wearer delivers between two commits, be
 * it sample by sample, is written as one record.
 */
final class SampleStore {

  /**
   * How long a bucket is. Longer ones would be written more often while they grow, shorter ones are
   * more keys: measured in decision 3.
   */
  private static final long BUCKET_MICROS = 250_000;

  /**
   * From how many bytes on a bucket is full: a wearable that sends without end makes more keys, not
   * a record that no broker takes. At 25 Hz sample by sample a bucket has 0.8 KB.
   */
  private static final int FULL = 16 << 10;

  /** What became of the samples of a reading. */
  enum Outcome {
    /** At least one run of samples was new. */
    STORED,
    /** All were there already. */
    DUPLICATE
  }

  /** Is told of one stored run after the other. */
  interface RunListener {
    void run(String wearer, BodyUnit unit, long startMicros, int periodMicros, int size);
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final SegmentRules rules;

  SampleStore(KeyValueStore<Bytes, byte[]> store, SegmentRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /**
   * Stores the samples of a reading from the first one on that is not late.
   *
   * @param first index of the first sample to store
   */
  Outcome add(Reading reading, int first) {
    boolean stored = false;
    int from = first;
    while (from < reading.size()) {
      long slice = rules.sliceOf(reading.timeMicros(from));
      int to = from + 1;
      while (to < reading.size() && reading.timeMicros(to) < slice + rules.hopMicros()) {
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
      if (runs.length < FULL) {
        store.put(key, SampleRuns.append(runs, run));
        return true;
      }
    }
  }

  /** Puts the stored samples of a segment onto its grid. */
  Segment assemble(String wearer, long startMicros) {
    SegmentAssembler assembler = new SegmentAssembler(startMicros, rules.settings().maxGapMicros());
    // A slice that was cut under a longer hop may start before the segment.
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
   * Deletes the buckets of a closed segment that no later segment shares. One that was cut under a
   * longer hop may reach into later ones: it goes with the last of them.
   *
   * @param startMicros the segment's start: what was before it was deleted before, and to scan its
   *     tombstones again would take longer with every segment
   * @param nextStartMicros the next segment's start
   */
  void delete(String wearer, long startMicros, long nextStartMicros) {
    List<Bytes> gone = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> buckets =
        store.range(
            SampleKey.lowest(wearer, startMicros - Segment.LENGTH_MICROS),
            SampleKey.lowest(wearer, nextStartMicros))) {
      buckets.forEachRemaining(
          bucket -> {
            long slice = SampleKey.fromBytes(bucket.key).sliceMicros();
            if (SampleRuns.newest(bucket.value, slice) < nextStartMicros) {
              gone.add(bucket.key);
            }
          });
    }
    // Unlike a deletion, it reads nothing.
    gone.forEach(key -> store.put(key, null));
  }

  /** Names every stored run. */
  void forEachRun(RunListener listener) {
    try (KeyValueIterator<Bytes, byte[]> buckets = store.all()) {
      buckets.forEachRemaining(
          bucket -> {
            SampleKey key = SampleKey.fromBytes(bucket.key);
            SampleRuns.forEach(
                bucket.value,
                key.sliceMicros(),
                (unit, start, period, size, samples) ->
                    listener.run(key.wearer(), unit, start, period, size));
          });
    }
  }
}
