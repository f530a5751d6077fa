package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The runs that begin within a stretch of time under one key, which grows in the record cache and
 * is written whole by each commit that finds it changed.
 *
 * @param lengthMicros how long the stretch is; divides a segment
 * @param unitEach whether each unit has a key of its own
 */
record Buckets(long lengthMicros, boolean unitEach) implements StoreDesign {

  private static final String NAME = "samples";

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingEnabled());
  }

  @Override
  public Samples open(ProcessorContext<?, ?> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(NAME);
    return new Samples() {
      @Override
      public void add(Reading reading) {
        Slices.cut(
            reading,
            (slice, from, to) -> {
              ByteBuffer run = ByteBuffer.allocate(Runs.length(to - from));
              Runs.write(reading, from, to, run);
              long bucket = Math.floorDiv(reading.timeMicros(from), lengthMicros) * lengthMicros;
              byte[] rest = unitEach ? new byte[] {(byte) reading.unit().index()} : new byte[0];
              Bytes key = Keys.of(reading.wearer(), bucket, rest);
              byte[] known = store.get(key);
              if (known == null) {
                store.put(key, run.array());
              } else if (!Runs.contain(known, run.array())) {
                byte[] both = Arrays.copyOf(known, known.length + run.capacity());
                run.get(0, both, known.length, run.capacity());
                store.put(key, both);
              }
            });
      }

      @Override
      public Segment close(String wearer, long startMicros) {
        SegmentAssembler assembler = new SegmentAssembler(startMicros, 200_000);
        List<Bytes> gone = new ArrayList<>();
        try (var buckets =
            store.range(
                Keys.of(wearer, startMicros),
                Keys.of(wearer, startMicros + Segment.LENGTH_MICROS - 1))) {
          buckets.forEachRemaining(
              bucket -> {
                gone.add(bucket.key);
                Runs.read(ByteBuffer.wrap(bucket.value), assembler);
              });
        }
        gone.forEach(key -> store.put(key, null));
        return assembler.assemble();
      }
    };
  }
}
