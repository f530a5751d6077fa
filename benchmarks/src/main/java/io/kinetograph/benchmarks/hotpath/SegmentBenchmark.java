// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.segment.CloseReason;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.segment.SegmentMetrics;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.segment.WearerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From readings to a closed segment: 5 s of samples of five units are stored, resampled when the
 * last one completes the segment, and deleted. The stores are in memory, without record cache and
 * changelog, so that only our own code is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SegmentBenchmark {

  private static final SegmentSettings SETTINGS = SyntheticReadings.settings().segments();
  private static final long NOW = SyntheticReadings.START / 1000;

  /** Samples in a record. */
  @Param({"1", "25"})
  public int samples;

  private final List<Reading> readings = new ArrayList<>();
  private KeyValueStores stores = new KeyValueStores();
  private SegmentWindows windows = stores.windows();

  /** Creates a segment's readings. */
  @Setup
  public void publish() {
    for (int first = 0; first < Segment.COLUMNS; first += samples) {
      long start = SyntheticReadings.START + (long) first * SyntheticReadings.PERIOD;
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        // A decoder fills its reading again with the next record.
        readings.add(
            SyntheticReadings.decoder()
                .decode(
                    "readings",
                    SyntheticReadings.HEADERS,
                    SyntheticReadings.KEY,
                    SyntheticReadings.record(start, samples, unit),
                    SyntheticReadings.START / 1000 + 10_000));
      }
    }
  }

  /** Opens empty stores, so that the segment can be filled again. */
  @Setup(Level.Invocation)
  public void open() {
    stores.close();
    stores = new KeyValueStores();
    windows = stores.windows();
  }

  /** Closes the stores. */
  @TearDown
  public void close() {
    stores.close();
  }

  /** Fills and closes a segment. */
  @Benchmark
  public List<ClosedSegment> segment() {
    List<ClosedSegment> closed = new ArrayList<>();
    for (Reading reading : readings) {
      windows.add(reading, 0);
      for (var due = windows.closeNext(); due != null; due = windows.closeNext()) {
        closed.add(due);
      }
    }
    closed.forEach(segment -> windows.forget(segment));
    return closed;
  }

  private static final class KeyValueStores {

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final List<KeyValueStore<?, ?>> open = new ArrayList<>();

    SegmentWindows windows() {
      return new SegmentWindows(
          SETTINGS,
          SyntheticReadings.settings().labels(),
          new WearerStore(store("progress", Serdes.String())),
          new NoEvents(),
          new IdleClock(NOW, () -> NOW, SETTINGS.idleTimeout()),
          new SampleMemory(1L << 30));
    }

    private <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys) {
      KeyValueStore<K, byte[]> store =
          Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      open.add(store);
      return store;
    }

    void close() {
      open.forEach(KeyValueStore::close);
    }
  }

  private record NoEvents() implements SegmentMetrics {

    @Override
    public void readingAccepted() {}

    @Override
    public void readingDuplicate() {}

    @Override
    public void readingLate() {}

    @Override
    public void segmentClosed(CloseReason reason, float coverage) {}

    @Override
    public void notWorn(Set<BodyUnit> units) {}

    @Override
    public void refusedForgotten() {}

    @Override
    public void wearersStored(int change) {}
  }
}
