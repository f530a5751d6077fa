package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Each record's run of samples under its own key, never rewritten; no record cache. */
record RunPerKey(boolean inMemory) implements StoreDesign {

  private static final String NAME = "samples";

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            inMemory ? Stores.inMemoryKeyValueStore(NAME) : Stores.persistentKeyValueStore(NAME),
            Serdes.Bytes(),
            Serdes.ByteArray()));
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
              byte[] header = new byte[Runs.length(0)];
              run.get(0, header);
              Bytes key = Keys.of(reading.wearer(), slice, header);
              byte[] samples = new byte[run.capacity() - header.length];
              run.get(header.length, samples);
              if (store.get(key) == null) {
                store.put(key, samples);
              }
            });
      }

      @Override
      public Segment close(String wearer, long startMicros) {
        SegmentAssembler assembler = new SegmentAssembler(startMicros, 200_000);
        List<Bytes> gone = new ArrayList<>();
        try (var runs =
            store.range(
                Keys.of(wearer, startMicros),
                Keys.of(wearer, startMicros + Segment.LENGTH_MICROS))) {
          runs.forEachRemaining(
              run -> {
                gone.add(run.key);
                ByteBuffer header = Keys.rest(run.key);
                ByteBuffer whole =
                    ByteBuffer.allocate(header.remaining() + run.value.length)
                        .put(header)
                        .put(run.value)
                        .flip();
                Runs.read(whole, assembler);
              });
        }
        gone.forEach(store::delete);
        return assembler.assemble();
      }
    };
  }
}
