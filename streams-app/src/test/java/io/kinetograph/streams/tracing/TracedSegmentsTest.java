// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.MemoryStore;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces are kept no longer than the samples. */
class TracedSegmentsTest {

  private static final long START = 1_700_000_000_000_000L;
  private static final Headers HEADERS =
      new RecordHeaders()
          .add(
              "traceparent",
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));

  @ParameterizedTest
  @CsvSource({"5s, epoch", "5s, wearer", "1s, epoch", "1s, wearer"})
  void areForgottenWithTheSamplesOfEveryKindOfReading(String hop, String alignment)
      throws Exception {
    Settings settings = Settings.of(Map.of("segment.hop", hop, "segment.alignment", alignment));
    SampleMemory memory = new SampleMemory(64 << 20);
    AtomicLong wallMillis = new AtomicLong(START / 1000);
    SegmentWindows windows =
        new SegmentWindows(
            settings.segments(),
            settings.labels(),
            new WearerStore(MemoryStore.open()),
            new StreamMetrics(new SimpleMeterRegistry(), memory),
            new IdleClock(wallMillis.get(), wallMillis::get, settings.segments().idleTimeout()),
            memory);
    TracedSegments traces =
        new TracedSegments(
            settings.segments(),
            0,
            new LabelSpan.Factory(
                OpenTelemetry.noop().getTracer("test"),
                Instant::now,
                new TopicPartition("in", 0),
                "test"),
            Instant::now,
            () -> 0);
    ReadingDecoder decoder =
        new ReadingDecoder(TopicSerdes.accelerometerReading().deserializer(), settings.readings());

    long offset = 0;
    int most = 0;
    for (AccelerometerReading published : readings()) {
      Reading reading =
          decoder.decode(
              "in",
              HEADERS,
              published.getWearer().getBytes(UTF_8),
              TopicSerdes.accelerometerReading().serializer().serialize("in", published),
              START / 1000 + 600_000);
      if (windows.add(reading, offset)) {
        traces.readingAdded(reading, offset, HEADERS);
      }
      offset++;
      close(windows, traces);
      most = Math.max(most, traces.size());
    }
    assertThat(most).isGreaterThan(3);

    wallMillis.addAndGet(600_000);
    windows.startIdleScan();
    while (windows.advanceScans() || windows.hasWork()) {
      close(windows, traces);
    }
    assertThat(memory.openSlices()).isZero();
    assertThat(traces.size()).as("wearers, slices and closed segments").isZero();
  }

  /** Delayed, repeated, late by a minute, and of a unit that is a minute ahead. */
  private static List<AccelerometerReading> readings() {
    Random random = new Random(1);
    List<AccelerometerReading> all = new ArrayList<>();
    for (String wearer : List.of("anna", "berta", "clara")) {
      all.addAll(Readings.delayed(Readings.of(wearer, START, 90, 20), 12_000, random));
      all.addAll(Readings.of(wearer, START + 20_000_000, 2, 25));
      all.add(Readings.of(wearer, START + 160_000_000, 1, 25).get(0));
    }
    return all;
  }

  private static void close(SegmentWindows windows, TracedSegments traces) {
    for (ClosedSegment closed = windows.closeNext(); closed != null; closed = windows.closeNext()) {
      traces.segmentClosed(closed);
      assertThat(traces.nextSpan()).isNotNull();
      windows.forget(closed);
    }
  }
}
