// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a record's bytes to a valid reading. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {

  /** Samples in the record. */
  @Param({"1", "25"})
  public int samples;

  private final ReadingDecoder decoder = SyntheticReadings.decoder();
  private final ReadingDecoder avroDecoder = withoutParser();
  private byte[] value = {};

  /** Its deserializer is no body locator, so every record is decoded by Avro. */
  private static ReadingDecoder withoutParser() {
    var deserializer = TopicSerdes.accelerometerReading().deserializer();
    return new ReadingDecoder(
        (topic, bytes) -> deserializer.deserialize(topic, bytes),
        SyntheticReadings.settings().readings());
  }

  /** Creates the record. */
  @Setup
  public void publish() {
    value = SyntheticReadings.record(SyntheticReadings.START, samples, 0);
  }

  /** Decodes it as the app does. */
  @Benchmark
  public Reading decode() {
    return decode(decoder);
  }

  /** Decodes it by Avro, as records of other schemas are. */
  @Benchmark
  public Reading decodeByAvro() {
    return decode(avroDecoder);
  }

  private Reading decode(ReadingDecoder by) {
    return by.decode(
        "readings",
        SyntheticReadings.HEADERS,
        SyntheticReadings.KEY,
        value,
        SyntheticReadings.START / 1000 + 10_000);
  }
}
