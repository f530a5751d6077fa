// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.config.ReadingSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and hostile records of the input topic. */
class ReadingFuzzTest {

  private static final long NOW_MILLIS = 1_700_000_000_000L;

  /** A record of 64 KB has at most 16,000 samples, and arrays grow by half. */
  private static final long MAX_ALLOCATED = 1 << 20;

  @Test
  void everyRecordIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyRecordsIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private static void fuzz(int inputs) {
    ReadingDecoder decoder =
        new ReadingDecoder(
            TopicSerdes.accelerometerReading().deserializer(),
            new ReadingSettings(Instant.EPOCH, Duration.ofMinutes(5), AccelerationUnit.M_S2, 500));
    Mutator mutator =
        new Mutator(List.of(bytes(1), bytes(25), bytes(1024)), List.of("anna", "\u00C3\u0001"));
    new FuzzedReader("avro", InvalidReadingException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input ->
                decoder.decode(
                    "t", new RecordHeaders(), "anna".getBytes(UTF_8), input, NOW_MILLIS));
  }

  private static byte[] bytes(int samples) {
    AccelerometerReading reading =
        Readings.reading("anna", Unit.LEFT_LEG, 1000 * NOW_MILLIS, 20_000, new float[samples]);
    return TopicSerdes.accelerometerReading().serializer().serialize("t", reading);
  }
}
