package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What a wearer delivers between two commits, gathered in memory and written once, under a key of
 * its own, by the commit. Repetitions are not told: a bound of what such a design can reach.
 */
record Gathered(Map<TaskId, CommitSignal> signals) implements StoreDesign {

  private static final String NAME = "samples";

  Gathered() {
    this(new ConcurrentHashMap<>());
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray()),
        CommitSignal.builder(signals));
  }

  @Override
  public Samples open(ProcessorContext<?, ?> context) {
    CommitSignal signal = signals.get(context.taskId());
    if (signal == null) {
      throw new IllegalStateException("no signal was opened for task " + context.taskId());
    }
    GatheredSamples samples =
        new GatheredSamples(context.getStateStore(NAME), context.getStateStore(CommitSignal.NAME));
    signal.onCommit(samples::write);
    return samples;
  }

  private static final class GatheredSamples implements Samples {

    private record Slice(String wearer, long startMicros) {}

    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyValueStore<Bytes, byte[]> signal;
    private final Map<Slice, ByteBuffer> gathered = new HashMap<>();
    private long sequence;
    private boolean signalled;

    GatheredSamples(KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> signal) {
      this.store = store;
      this.signal = signal;
    }

    @Override
    public void add(Reading reading) {
      Slices.cut(
          reading,
          (slice, from, to) -> {
            int length = Runs.length(to - from);
            Slice key = new Slice(reading.wearer(), slice);
            ByteBuffer runs = gathered.get(key);
            if (runs == null || runs.remaining() < length) {
              int used = runs == null ? 0 : runs.position();
              ByteBuffer larger = ByteBuffer.allocate(Math.max(512, 2 * (used + length)));
              if (runs != null) {
                larger.put(runs.flip());
              }
              runs = larger;
              gathered.put(key, runs);
            }
            Runs.write(reading, from, to, runs);
          });
      if (!signalled) {
        signalled = true;
        signal.put(CommitSignal.KEY, new byte[0]);
      }
    }

    private void write() {
      signalled = false;
      gathered.forEach(
          (slice, runs) -> {
            byte[] value = new byte[runs.position()];
            runs.get(0, value);
            byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(sequence++).array();
            store.put(Keys.of(slice.wearer(), slice.startMicros(), number), value);
          });
      gathered.clear();
    }

    @Override
    public Segment close(String wearer, long startMicros) {
      SegmentAssembler assembler = new SegmentAssembler(startMicros, 200_000);
      List<Bytes> gone = new ArrayList<>();
      try (var written =
          store.range(
              Keys.of(wearer, startMicros), Keys.of(wearer, startMicros + Segment.LENGTH_MICROS))) {
        written.forEachRemaining(
            runs -> {
              gone.add(runs.key);
              Runs.read(ByteBuffer.wrap(runs.value), assembler);
            });
      }
      gone.forEach(key -> store.put(key, null));
      ByteBuffer waiting = gathered.remove(new Slice(wearer, startMicros));
      if (waiting != null) {
        Runs.read(waiting.flip(), assembler);
      }
      return assembler.assemble();
    }
  }
}
