package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The samples of open segments. A reading is written once, cut at the borders of slices (a slice is
 * as long as the hop), and read when its segment closes. While a segment fills, what it holds is
 * not written again; its keys are looked up, to tell repetitions.
 */
final class SampleStore {

  /** What became of the samples of a reading. */
  enum Outcome {
    /** At least one run of samples was new. */
    STORED,
    /** All were there already. */
    DUPLICATE
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
      stored |= addRun(reading, slice, from, to);
      from = to;
    }
    return stored ? Outcome.STORED : Outcome.DUPLICATE;
  }

  private boolean addRun(Reading reading, long slice, int from, int to) {
    Bytes key =
        new SampleKey(
                reading.wearer(),
                slice,
                reading.unit(),
                reading.timeMicros(from),
                reading.periodMicros(),
                to - from)
            .toBytes();
    byte[] samples = write(reading, from, to);
    byte[] known = store.get(key);
    if (known != null && Arrays.compare(known, samples) <= 0) {
      // Of two runs that differ at the same instants the smaller stays, whichever came first.
      return false;
    }
    store.put(key, samples);
    return true;
  }

  private static byte[] write(Reading reading, int from, int to) {
    ByteBuffer samples = ByteBuffer.allocate(3 * Float.BYTES * (to - from));
    for (int i = from; i < to; i++) {
      samples.putFloat(reading.x(i)).putFloat(reading.y(i)).putFloat(reading.z(i));
    }
    return samples.array();
  }

  /** Puts the stored samples of a segment onto its grid. */
  Segment assemble(String wearer, long startMicros) {
    SegmentAssembler assembler = new SegmentAssembler(startMicros, rules.maxGapMicros());
    // A slice that was cut under a longer hop may start before the segment.
    Bytes from = SampleKey.lowest(wearer, startMicros - Segment.LENGTH_MICROS);
    Bytes to = SampleKey.lowest(wearer, startMicros + Segment.LENGTH_MICROS);
    try (KeyValueIterator<Bytes, byte[]> runs = store.range(from, to)) {
      runs.forEachRemaining(
          run -> {
            SampleKey key = SampleKey.fromBytes(run.key);
            ByteBuffer samples = ByteBuffer.wrap(run.value);
            for (int i = 0; i < key.size(); i++) {
              assembler.add(
                  key.unit(),
                  key.startMicros() + (long) i * key.periodMicros(),
                  samples.getFloat(),
                  samples.getFloat(),
                  samples.getFloat());
            }
          });
    }
    return assembler.assemble();
  }

  /**
   * Deletes the slices of a closed segment that no later segment shares.
   *
   * @param startMicros the segment's start: what was before it was deleted before, and to scan its
   *     tombstones again would take longer with every segment
   * @param nextStartMicros the next segment's start
   */
  void delete(String wearer, long startMicros, long nextStartMicros) {
    List<Bytes> gone = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> runs =
        store.range(
            SampleKey.lowest(wearer, startMicros - Segment.LENGTH_MICROS),
            SampleKey.lowest(wearer, nextStartMicros))) {
      runs.forEachRemaining(run -> gone.add(run.key));
    }
    gone.forEach(store::delete);
  }

  /** Names every stored run. */
  KeyValueIterator<Bytes, byte[]> all() {
    return store.all();
  }
}
