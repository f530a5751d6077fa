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

  @Test
  void everyRecordInJsonIsReadOrRejected() {
    fuzzJson(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyRecordsInJsonIsReadOrRejected() {
    fuzzJson(soakInputs());
  }

  private static void fuzz(int inputs) {
    fuzz(
        "avro",
        inputs,
        new Mutator(List.of(bytes(1), bytes(25), bytes(1024)), List.of("anna", "\u00C3\u0001")));
  }

  private static void fuzzJson(int inputs) {
    fuzz(
        "json",
        inputs,
        new Mutator(
            List.of(json(1), json(25), json(1024), json(25, "1700000000000"), json(1, "1.7E15")),
            List.of(
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\\u",
                "\\ud83d\\ude00",
                ":",
                ",",
                "null",
                "true",
                "NaN",
                "-",
                "0",
                "1e999",
                "1e-999",
                "9".repeat(99),
                "9".repeat(1001),
                "0.1",
                "/*",
                "\"x\":",
                "\"wearer\":",
                "\"startedAt\":",
                "2026-11-29T08:00:00Z",
                "\u00FF\u00FE",
                "\u0000")));
  }

  private static void fuzz(String kind, int inputs, Mutator mutator) {
    ReadingDecoder decoder =
        new ReadingDecoder(
            TopicSerdes.accelerometerReading().deserializer(),
            new ReadingSettings(Instant.EPOCH, Duration.ofMinutes(5), AccelerationUnit.M_S2, 500));
    new FuzzedReader(kind, InvalidReadingException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input ->
                decoder.decode(
                    "t", new RecordHeaders(), "anna".getBytes(UTF_8), input, NOW_MILLIS));
  }

  private static AccelerometerReading reading(int samples) {
    return Readings.reading("anna", Unit.LEFT_LEG, 1000 * NOW_MILLIS, 20_000, new float[samples]);
  }

  private static byte[] bytes(int samples) {
    return TopicSerdes.accelerometerReading().serializer().serialize("t", reading(samples));
  }

  private static byte[] json(int samples) {
    return TopicSerdes.accelerometerReadingInJson().serializer().serialize("t", reading(samples));
  }

  private static byte[] json(int samples, String startedAt) {
    return new String(json(samples), UTF_8)
        .replaceFirst("\"startedAt\":\"[^\"]*\"", "\"startedAt\":" + startedAt)
        .getBytes(UTF_8);
  }
}
