// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.tracing.SegmentTraces;
import io.kinetograph.streams.tracing.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What traces add to each reading: nothing while tracing is off. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TraceBenchmark {

  private static final Headers TRACED =
      new RecordHeaders()
          .add(
              "traceparent",
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(US_ASCII));

  /** Whether tracing is on. */
  @Param({"false", "true"})
  public boolean enabled;

  private final Reading reading =
      SyntheticReadings.decoder()
          .decode(
              "readings",
              SyntheticReadings.HEADERS,
              SyntheticReadings.KEY,
              SyntheticReadings.record(SyntheticReadings.START, 25, 0),
              SyntheticReadings.START / 1000 + 10_000);
  private SegmentTraces traces = SegmentTraces.none();

  /** Creates the traces of a task. */
  @Setup
  public void start() {
    Tracing tracing = enabled ? Tracing.of(OpenTelemetry.noop(), 0, Instant::now) : Tracing.off();
    traces =
        tracing.ofTask(
            new TopicPartition("readings", 0),
            "kinetograph",
            SyntheticReadings.settings().segments());
  }

  /** A reading that has a trace. */
  @Benchmark
  public void traced() {
    traces.readingAdded(reading, 0, TRACED);
  }

  /** A reading that has none. */
  @Benchmark
  public void untraced() {
    traces.readingAdded(reading, 0, SyntheticReadings.HEADERS);
  }
}
