// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.config.ReadingSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingDecoderTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long START = NOW * 1000;

  private final ReadingDecoder decoder =
      new ReadingDecoder(
          TopicSerdes.accelerometerReading().deserializer(),
          new ReadingSettings(
              Instant.parse("2000-01-01T00:00:00Z"),
              Duration.ofMinutes(5),
              AccelerationUnit.M_S2,
              500));

  @Test
  void aGoodReadingIsRead() {
    Reading reading = decode(Readings.reading("anna", Unit.LEFT_LEG, START, 20_000, 1f, 2f, 3f));

    assertThat(reading.wearer()).isEqualTo("anna");
    assertThat(reading.unit()).isEqualTo(BodyUnit.LEFT_LEG);
    assertThat(reading.size()).isEqualTo(3);
    assertThat(reading.timeMicros(2)).isEqualTo(START + 40_000);
    assertThat(reading.endMicros()).isEqualTo(START + 60_000);
    assertThat(reading.x(1)).isEqualTo(2f);
    assertThat(reading.y(1)).isEqualTo(-2f);
    assertThat(reading.z(1)).isEqualTo(9.81f);
  }

  @Test
  void everyUnitOfTheSchemaHasAPlaceOnTheBody() {
    for (BodyUnit unit : BodyUnit.values()) {
      var record = Readings.reading("anna", Unit.valueOf(unit.name()), START, 40_000, 1f);
      assertThat(decode(record).unit()).isEqualTo(unit);
    }
  }

  @Test
  void keyAndValueMustBeThereAndAgree() {
    byte[] value = bytes(Readings.reading("anna", Unit.TORSO, START, 40_000, 1f));

    assertRejected(null, value, "key", "key is missing");
    assertRejected(new byte[0], value, "key", "key is missing");
    assertRejected(new byte[] {(byte) 0xFF}, value, "key", "key is not UTF-8");
    assertRejected(
        new byte[40_000], value, "key", "key has 40000 bytes, more than 32767 for an id");
    assertRejected("anna".getBytes(UTF_8), null, "value", "value is missing");
    assertRejected(
        "anna".getBytes(UTF_8),
        "x".getBytes(UTF_8),
        "value",
        "value is not Avro single-object encoding: starts with 0x78");
    assertRejected(
        "berta".getBytes(UTF_8), value, "wearer", "wearer 'anna' is not the key 'berta'");
  }

  @Test
  void anIdInAnotherUnicodeFormIsNamed() {
    byte[] value = bytes(Readings.reading("J\u00F6rg", Unit.TORSO, START, 40_000, 1f));

    assertRejected(
        "Jo\u0308rg".getBytes(UTF_8),
        value,
        "wearer",
        "wearer 'J\u00F6rg' is not the key 'Jo\u0308rg', which has the same letters in another"
            + " Unicode form (NFC or NFD)");
  }

  @Test
  void aKeyThatIsEncodedWithASchemaIsNamed() {
    byte[] value = bytes(Readings.reading("anna", Unit.TORSO, START, 40_000, 1f));
    String sentence =
        "key is encoded with a schema; write the wearer's id 'anna' in UTF-8, with a string"
            + " serializer";

    assertRejected(new byte[] {0, 0, 0, 0, 7, 8, 'a', 'n', 'n', 'a'}, value, "key", sentence);
    byte[] avro = {8, 'a', 'n', 'n', 'a'};
    assertRejected(avro, value, "wearer", "wearer 'anna' is not the key '\banna'");
    var headers = new RecordHeaders().add("__key_schema_id", new byte[17]);
    assertThatThrownBy(() -> decoder.decode("topic", headers, avro, value, NOW))
        .isInstanceOf(InvalidReadingException.class)
        .hasMessage(sentence);
  }

  @Test
  void fieldsOutOfRangeAreNamedWithTheirValue() {
    assertRejected(
        Readings.reading("anna", Unit.UNKNOWN, START, 40_000, 1f),
        "unit",
        "unit is missing, or unknown to this version");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 0, 1f),
        "samplePeriodMicros",
        "samplePeriodMicros 0 is not from 1000 (1 kHz) to 100000 (10 Hz)");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000), "x", "x has 0 samples, not 1 to 1024");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 1_000, new float[1025]),
        "x",
        "x has 1025 samples, not 1 to 1024");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, 1f, Float.NaN),
        "x",
        "x has NaN at sample 1, not a finite number");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, -501f),
        "x",
        "x has -501.0 m/s^2 at sample 0, beyond 500.0");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, -1, 40_000, 1f),
        "startedAt",
        "startedAt 1969-12-31T23:59:59.999999Z is before 2000-01-01T00:00:00Z");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, Long.MIN_VALUE, 40_000, 1f),
        "startedAt",
        "startedAt -290308-12-21T19:59:05.224192Z is before 2000-01-01T00:00:00Z");
  }

  @Test
  void accelerationBeyondTheLimitThatIsInAnotherUnitGetsAHint() {
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, 0, 1, 2, 0, 700, 0, 1, 0, 2, 1),
        "x",
        "x has 700.0 m/s^2 at sample 4, beyond 500.0");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, 700, 710, 700, 690, 700, 700),
        "x",
        "x has 700.0 m/s^2 at sample 0, beyond 500.0; with a mean magnitude of 990, the reading"
            + " looks like milli-g (1000 at rest) or cm/s^2 (981 at rest)");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, 724),
        "x",
        "x has 724.0 m/s^2 at sample 0, beyond 500.0; with a mean magnitude of 1024, the reading"
            + " looks like milli-g (1000 at rest) or cm/s^2 (981 at rest)");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, START, 40_000, 11_585),
        "x",
        "x has 11585.0 m/s^2 at sample 0, beyond 500.0; with a mean magnitude of 16384, the"
            + " reading looks like the sensor's own numbers (raw counts, 16384 at rest)");
  }

  @Test
  void accelerationInGIsConverted() {
    ReadingDecoder ofG =
        new ReadingDecoder(
            TopicSerdes.accelerometerReading().deserializer(),
            new ReadingSettings(Instant.EPOCH, Duration.ofMinutes(5), AccelerationUnit.G, 100));
    byte[] key = "anna".getBytes(UTF_8);

    for (int i = 0; i < 2; i++) {
      byte[] value = bytes(Readings.reading("anna", Unit.TORSO, START, 40_000, 0.5f, 5f));
      Reading reading = ofG.decode("topic", new RecordHeaders(), key, value, NOW);
      assertThat(reading.x(0)).isEqualTo(0.5f * 9.80665f);
      assertThat(reading.y(1)).isEqualTo(-5 * 9.80665f);
    }
    byte[] value = bytes(Readings.reading("anna", Unit.TORSO, START, 40_000, 0.5f, 10.3f));
    assertThatThrownBy(() -> ofG.decode("topic", new RecordHeaders(), key, value, NOW))
        .hasMessageStartingWith("x has 101.00")
        .hasMessageEndingWith(" m/s^2 at sample 1, beyond 100.0");
  }

  @Test
  void axesOfUnequalLengthAreRejected() {
    for (String axis : List.of("y", "z")) {
      AccelerometerReading record =
          AccelerometerReading.newBuilder()
              .setWearer("anna")
              .setUnit(Unit.TORSO)
              .setStartedAt(Instant.ofEpochMilli(NOW))
              .setSamplePeriodMicros(40_000)
              .setX(FloatAxes.of(1f, 2f))
              .setY(axis.equals("y") ? FloatAxes.of(1f) : FloatAxes.of(1f, 2f))
              .setZ(axis.equals("z") ? FloatAxes.of(1f) : FloatAxes.of(1f, 2f))
              .build();
      assertRejected(record, axis, axis + " has 1 samples and x has 2");
    }
  }

  @Test
  void theFutureIsRejectedBeyondTheClockSkew() {
    long limit = START + Duration.ofMinutes(5).toMillis() * 1000;

    assertThat(decode(Readings.reading("anna", Unit.TORSO, limit - 40_000, 40_000, 1f)).size())
        .isEqualTo(1);
    assertRejected(
        Readings.reading("anna", Unit.TORSO, limit - 39_999, 40_000, 1f),
        "startedAt",
        "startedAt 2023-11-14T22:18:19.960001Z is more than 5 min ahead of this machine's clock");
    assertRejected(
        Readings.reading("anna", Unit.TORSO, Long.MAX_VALUE, 40_000, 1f),
        "startedAt",
        "startedAt +294247-01-10T04:00:54.775807Z is more than 5 min ahead of this machine's clock");
  }

  @Test
  void theBrokersClockDecidesIfItIsKnown() {
    byte[] key = "anna".getBytes(UTF_8);
    byte[] value = bytes(Readings.reading("anna", Unit.TORSO, START, 40_000, 1f));
    long skewMillis = Duration.ofMinutes(7).toMillis();

    Reading reading =
        decoder.decode(
            "topic", new RecordHeaders(), key, value, OptionalLong.of(NOW), NOW - skewMillis);
    assertThat(reading.size()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                decoder.decode(
                    "topic",
                    new RecordHeaders(),
                    key,
                    value,
                    OptionalLong.of(NOW - skewMillis),
                    NOW))
        .isInstanceOf(InvalidReadingException.class)
        .hasMessage(
            "startedAt 2023-11-14T22:13:20Z is more than 5 min ahead of the broker's clock");
  }

  @Test
  void aReadingInJsonIsReadAsInAvro() {
    AccelerometerReading record =
        Readings.reading("anna", Unit.LEFT_LEG, START + 1, 20_000, 0.1f, 2f, -3.5f);

    Reading reading = decodeJson(json(record));

    assertThat(reading.wearer()).isEqualTo("anna");
    assertThat(reading.unit()).isEqualTo(BodyUnit.LEFT_LEG);
    assertThat(reading.timeMicros(0)).isEqualTo(START + 1);
    assertThat(reading.periodMicros()).isEqualTo(20_000);
    assertThat(reading.size()).isEqualTo(3);
    assertThat(reading.x(0)).isEqualTo(0.1f);
    assertThat(reading.y(2)).isEqualTo(3.5f);
    assertThat(reading.z(1)).isEqualTo(9.81f);
  }

  @Test
  void aReadingInJsonThatIsInvalidIsRejectedWithTheFieldAndTheValue() {
    String json = json(Readings.reading("anna", Unit.TORSO, START, 40_000, 1f));

    assertJsonRejected("{\"wearer\":", "wearer", "wearer is not complete: the JSON ends too early");
    assertJsonRejected(
        json.replace("40000", "4.5"),
        "samplePeriodMicros",
        "samplePeriodMicros is 4.5, not a whole number of this size");
    assertJsonRejected(
        json.replace("[1.0]", "[1e40]"), "x", "x has Infinity at sample 0, not a finite number");
    assertJsonRejected(
        json.replace("anna", "berta"), "wearer", "wearer 'berta' is not the key 'anna'");
    assertJsonRejected(json.replace("\"unit\":\"TORSO\",", ""), "unit", "unit is missing");
    assertRejected(
        "\"anna\"".getBytes(UTF_8),
        json.getBytes(UTF_8),
        "key",
        "key is the wearer's id in quotes, as JSON; write 'anna' without quotes, as text");
  }

  private Reading decodeJson(String json) {
    return decoder.decode(
        "topic", new RecordHeaders(), "anna".getBytes(UTF_8), json.getBytes(UTF_8), NOW);
  }

  private void assertJsonRejected(String json, String field, String message) {
    assertRejected("anna".getBytes(UTF_8), json.getBytes(UTF_8), field, message);
  }

  private static String json(AccelerometerReading record) {
    return new String(
        TopicSerdes.accelerometerReadingInJson().serializer().serialize("topic", record), UTF_8);
  }

  private Reading decode(AccelerometerReading record) {
    return decoder.decode("topic", new RecordHeaders(), "anna".getBytes(UTF_8), bytes(record), NOW);
  }

  private void assertRejected(AccelerometerReading record, String field, String message) {
    assertRejected("anna".getBytes(UTF_8), bytes(record), field, message);
  }

  private void assertRejected(
      byte @Nullable [] key, byte @Nullable [] value, String field, String message) {
    assertThatThrownBy(() -> decoder.decode("topic", new RecordHeaders(), key, value, NOW))
        .isInstanceOf(InvalidReadingException.class)
        .hasMessage(message)
        .extracting(e -> ((InvalidReadingException) e).field())
        .isEqualTo(field);
  }

  private static byte[] bytes(AccelerometerReading record) {
    return TopicSerdes.accelerometerReading().serializer().serialize("topic", record);
  }
}
