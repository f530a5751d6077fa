// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.streams.state.KeyValueStore;

class TaskPlaceTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final KeyValueStore<String, byte[]> store = MemoryStore.open();
  private final SegmentMetrics metrics =
      new StreamMetrics(new SimpleMeterRegistry(), new SampleMemory(1));

  /**
   * One live record.
   *
   * @param skip from the offset after the last one; negative after a reset of offsets by hand
   * @param keep how far before the record the oldest one is that an open segment needs; negative if
   *     no segment is open
   */
  record Step(long skip, boolean isRefused, int keep, boolean isRestart) {}

  @Property(tries = 300)
  void allRefusedRecordsAreStoredAsTheirDistances(@ForAll("steps") List<Step> steps) {
    store.delete(TaskPlace.KEY);
    Oracle oracle = new Oracle();
    TaskPlace place = new TaskPlace(store, metrics);
    long next = 1_000;
    for (Step step : steps) {
      long offset = Math.max(0, next + step.skip);
      place = step.isRestart ? new TaskPlace(store, metrics) : place;
      process(place, oracle, offset, step.isRefused, step.keep);
      next = offset + 1;
    }
  }

  @Example
  void theOldestOfManyAreForgotten() {
    Oracle oracle = new Oracle();
    TaskPlace place = new TaskPlace(store, metrics);
    for (long offset = 0; offset < 4 * TaskPlace.MAX_REFUSED; offset += 2) {
      process(place, oracle, offset, true, 10 * TaskPlace.MAX_REFUSED);
      process(place, oracle, offset + 1, false, 10 * TaskPlace.MAX_REFUSED);
    }
    assertThat(place.isRefused(2 * TaskPlace.MAX_REFUSED - 2)).isFalse();
    assertThat(place.isRefused(2 * TaskPlace.MAX_REFUSED)).isTrue();
  }

  @Example
  void recordsAfterManyRefusedOnesAllocateLittle() {
    TaskPlace place = new TaskPlace(store, metrics);
    for (long offset = 0; offset < TaskPlace.MAX_REFUSED; offset++) {
      place.recordRead(offset);
      place.refuse(offset);
      place.save(0);
    }
    int records = 1_000;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (long offset = TaskPlace.MAX_REFUSED; offset < TaskPlace.MAX_REFUSED + records; offset++) {
      place.recordRead(offset);
      place.save(0);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    // What is stored has 1016 bytes.
    assertThat(allocated / records).isBetween(1_016L, 3_000L);
  }

  private void process(TaskPlace place, Oracle oracle, long offset, boolean isRefused, int keep) {
    place.recordRead(offset);
    oracle.recordRead(offset);
    if (isRefused) {
      place.refuse(offset);
      oracle.refused.add(offset);
    }
    long oldest = keep < 0 ? Long.MAX_VALUE : Math.max(0, offset - keep);
    place.save(oldest);
    assertThat(store.get(TaskPlace.KEY)).isEqualTo(oracle.save(oldest));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> skips =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.longs().between(0, 3)),
            Tuple.of(2, Arbitraries.longs().between(0, 1L << 40)),
            Tuple.of(1, Arbitraries.longs().between(-40, -1)));
    return Combinators.combine(
            skips,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(-2, 60),
            Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  /** Encodes all of them, each time. */
  private static final class Oracle {

    private final TreeSet<Long> refused = new TreeSet<>();
    private long lowWatermark = -1;
    private long position = -1;

    void recordRead(long offset) {
      position = offset + 1;
      lowWatermark = lowWatermark < 0 ? lowWatermark : Math.min(lowWatermark, offset);
      refused.tailSet(offset).clear();
    }

    byte[] save(long oldestOffset) {
      while (refused.size() > TaskPlace.MAX_REFUSED) {
        refused.pollFirst();
      }
      lowWatermark = Math.min(oldestOffset, position);
      refused.headSet(lowWatermark).clear();
      ByteBuffer bytes = ByteBuffer.allocate(16 + 10 * refused.size());
      bytes.putLong(lowWatermark).putLong(position);
      long before = lowWatermark;
      for (long offset : refused) {
        ByteUtils.writeVarlong(offset - before, bytes);
        before = offset;
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }
}
