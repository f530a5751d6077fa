// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * Samples that a task finds in its store although their segments are closed: another process
 * labeled them while this store was offline, or the hop was changed.
 */
class OrphanedSamplesTest {

  /** Start of a segment. */
  private static final long START = 1_700_000_000_000_000L;

  private static final long NOW = START / 1000 + 7_000;

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, byte[]> samples = store("samples", Serdes.Bytes());
  private final KeyValueStore<String, byte[]> nextSegments =
      store("next-segments", Serdes.String());
  private final List<ClosedSegment> closed = new ArrayList<>();

  @Test
  void orphanedSamplesAreDeletedAfterAStartAndNotLabeledAgain() throws Exception {
    SegmentWindows windows = windows("5s");
    add(windows, Readings.of("anna", START, 4, 25));
    final List<KeyValue<Bytes, byte[]>> before = stored();
    add(windows, Readings.of("anna", START + 4_000_000, 3, 25));
    assertThat(closed).hasSize(1);
    windows.forget(closed.get(0));
    assertThat(stored()).hasSize(2);
    samples.putAll(before);
    closed.clear();

    SegmentWindows restarted = windows("5s");
    restarted.startIdleScan();
    while (restarted.advanceScans()) {}
    close(restarted, false);
    assertThat(closed).isEmpty();
    assertThat(stored()).hasSize(2);
    add(restarted, Readings.of("anna", START + 7_000_000, 3, 25));
    assertThat(closed).hasSize(1);
    assertThat(closed.get(0).segment().startMicros()).isEqualTo(START + 5_000_000);
    assertThat(closed.get(0).segment().coverage()).isEqualTo(1f);
  }

  @Test
  void afterTheHopBecomesShorterLaterSegmentsHaveTheSamplesCutUnderTheLongerOne() throws Exception {
    // A run of 4.8 s for each unit.
    add(windows("5s"), Readings.of("anna", START, 4.8, 120));

    SegmentWindows shorter = windows("1s");
    add(shorter, Readings.of("anna", START + 4_800_000, 5.2, 130), true);
    add(shorter, Readings.of("anna", START + 10_000_000, 5, 25), true);

    assertThat(closed)
        .extracting(segment -> (segment.segment().startMicros() - START) / 1_000_000)
        .containsExactlyElementsOf(LongStream.rangeClosed(-4, 10).boxed().toList());
    assertThat(closed.subList(4, 15))
        .allSatisfy(segment -> assertThat(segment.segment().coverage()).isEqualTo(1f));
    assertThat(stored())
        .isNotEmpty()
        .allSatisfy(
            bucket ->
                assertThat(SampleKey.fromBytes(bucket.key).sliceMicros())
                    .isGreaterThanOrEqualTo(START + 11_000_000));
  }

  private List<KeyValue<Bytes, byte[]>> stored() {
    List<KeyValue<Bytes, byte[]>> stored = new ArrayList<>();
    try (var all = samples.all()) {
      all.forEachRemaining(stored::add);
    }
    return stored;
  }

  private void add(SegmentWindows windows, List<AccelerometerReading> readings) {
    add(windows, readings, false);
  }

  private void add(SegmentWindows windows, List<AccelerometerReading> readings, boolean forget) {
    var topic = TopicSerdes.accelerometerReading();
    ReadingDecoder decoder =
        new ReadingDecoder(topic.deserializer(), new ReadingSettings(Duration.ofMinutes(5), 500));
    for (AccelerometerReading reading : readings) {
      byte[] key = reading.getWearer().getBytes(StandardCharsets.UTF_8);
      windows.add(
          decoder.decode("in", key, topic.serializer().serialize("in", reading), NOW + 60_000));
      close(windows, forget);
    }
  }

  private void close(SegmentWindows windows, boolean forget) {
    for (var due = windows.closeNext(); due != null; due = windows.closeNext()) {
      closed.add(due);
      if (forget) {
        windows.forget(due);
      }
    }
  }

  private SegmentWindows windows(String hop) throws InvalidSettingsException {
    return new SegmentWindows(
        Settings.of(Map.of("segment.hop", hop)).segments(),
        samples,
        nextSegments,
        new StreamMetrics(new SimpleMeterRegistry()),
        new IdleClock(NOW, () -> NOW));
  }

  private <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys) {
    KeyValueStore<K, byte[]> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
