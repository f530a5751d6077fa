// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;

/** Records in JSON. */
class JsonFormatTest {

  private static final String READING =
      """
      {"wearer": "anna", "unit": "RIGHT_ARM", "startedAt": "2026-11-29T08:00:00.123456Z",
       "samplePeriodMicros": 40000, "x": [0.1, 1], "y": [0.2, -2], "z": [9.8, 1e1]}
      """;

  /** 2000-01-01 and the last moment before 2200 in milliseconds. */
  private static final long FIRST_MILLIS = 946_684_800_000L;

  private static final long LAST_MILLIS = 7_258_118_399_999L;

  private final Deserializer<AccelerometerReading> readings =
      TopicSerdes.accelerometerReading().deserializer();
  private final Serde<AccelerometerReading> jsonReadings = TopicSerdes.accelerometerReadingInJson();
  private final Serde<ActivityLabel> jsonLabels = TopicSerdes.activityLabelInJson();

  @Example
  void aReadingIsRead() {
    AccelerometerReading reading = read(READING);

    assertThat(reading)
        .isEqualTo(
            AccelerometerReading.newBuilder()
                .setWearer("anna")
                .setUnit(Unit.RIGHT_ARM)
                .setStartedAt(Instant.parse("2026-11-29T08:00:00.123456Z"))
                .setSamplePeriodMicros(40_000)
                .setX(FloatAxes.of(0.1f, 1f))
                .setY(FloatAxes.of(0.2f, -2f))
                .setZ(FloatAxes.of(9.8f, 10f))
                .build());
    assertThat(reading.getX()).isInstanceOf(FloatArray.class);
  }

  @Example
  void unknownFieldsAreIgnored() {
    String more = "{\"device\": {\"names\": [\"a\", {\"b\": null}]}, \"battery\": 0.7,";
    assertThat(read(READING.replaceFirst("\\{", more))).isEqualTo(read(READING));
  }

  @Property(tries = 100)
  void aReadingIsReadAsItWasWritten(@ForAll("anyReading") AccelerometerReading reading) {
    byte[] json = jsonReadings.serializer().serialize("t", reading);

    assertThat(readings.deserialize("t", json)).isEqualTo(reading);
    assertThat(TopicSerdes.accelerometerReading().serializer().serialize("t", reading))
        .isEqualTo(
            TopicSerdes.accelerometerReading()
                .serializer()
                .serialize("t", readings.deserialize("t", json)));
  }

  @Provide
  Arbitrary<AccelerometerReading> anyReading() {
    Arbitrary<FloatArray> axis =
        Arbitraries.floats()
            .array(float[].class)
            .ofMaxSize(30)
            .map(samples -> (FloatArray) FloatAxes.of(samples));
    return Combinators.combine(
            Arbitraries.strings().all().ofMaxLength(20).filter(JsonFormatTest::isUtf8),
            Arbitraries.of(Unit.values()).filter(unit -> unit != Unit.UNKNOWN),
            Arbitraries.longs(),
            Arbitraries.integers(),
            axis,
            axis,
            axis)
        .as(
            (wearer, unit, micros, period, x, y, z) ->
                AccelerometerReading.newBuilder()
                    .setWearer(wearer)
                    .setUnit(unit)
                    .setStartedAt(instant(micros / 2))
                    .setSamplePeriodMicros(period)
                    .setX(x)
                    .setY(y)
                    .setZ(z)
                    .build());
  }

  private static boolean isUtf8(String text) {
    return new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), 1_000L * Math.floorMod(micros, 1_000_000L));
  }

  @Example
  void aLabelIsReadAsItWasWritten() {
    ActivityLabel label =
        ActivityLabel.newBuilder()
            .setWearer("änna")
            .setSegmentStart(Instant.ofEpochMilli(1_700_000_000_000L))
            .setSegmentEnd(Instant.ofEpochMilli(1_700_000_005_500L))
            .setActivity("rowing")
            .setConfidence(0.98f)
            .setProbabilities(Map.of("rowing", 0.98f))
            .setCoverage(1)
            .setModel("1")
            .setStatus(LabelStatus.KNOWN)
            .setGroup("rowing")
            .setBestActivity("rowing")
            .build();

    byte[] json = jsonLabels.serializer().serialize("t", label);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            """
            {"wearer":"änna","segmentStart":"2023-11-14T22:13:20Z",\
            "segmentEnd":"2023-11-14T22:13:25.500Z","activity":"rowing","confidence":0.98,\
            "probabilities":{"rowing":0.98},"coverage":1.0,"model":"1","status":"KNOWN",\
            "group":"rowing","bestActivity":"rowing"}\
            """);
    assertThat(jsonLabels.deserializer().deserialize("t", json)).isEqualTo(label);
    assertThat(TopicSerdes.activityLabel().deserializer().deserialize("t", json)).isEqualTo(label);
  }

  @Example
  void aLabelOfAnEarlierVersionHasTheDefaults() {
    String json =
        """
        {"wearer":"anna","segmentStart":"2023-11-14T22:13:20Z",\
        "segmentEnd":"2023-11-14T22:13:25Z","activity":"rowing","confidence":0.98,\
        "probabilities":{"rowing":0.98},"coverage":1.0,"model":"1"}\
        """;

    ActivityLabel label = jsonLabels.deserializer().deserialize("t", json.getBytes(UTF_8));

    assertThat(label.getStatus()).isEqualTo(LabelStatus.KNOWN);
    assertThat(label.getGroup()).isEmpty();
    assertThat(label.getBestActivity()).isEmpty();
  }

  @Example
  void aStatusOfALaterVersionIsUnknown() {
    String json =
        """
        {"wearer":"anna","segmentStart":"2023-11-14T22:13:20Z",\
        "segmentEnd":"2023-11-14T22:13:25Z","activity":"falling","confidence":0.98,\
        "probabilities":{"rowing":0.98},"coverage":1.0,"model":"1","status":"FALLEN"}\
        """;

    ActivityLabel label = jsonLabels.deserializer().deserialize("t", json.getBytes(UTF_8));

    assertThat(label.getStatus()).isEqualTo(LabelStatus.UNKNOWN);
    assertThat(label.getActivity()).isEqualTo("falling");
  }

  @Example
  void anEpisodeIsReadAsItWasWritten() {
    String start =
        """
        {"episode":"anna@1700000000000","wearer":"anna","activity":"rowing","group":"rowing",\
        "start":"2023-11-14T22:13:20Z",\
        """;
    String end = ",\"confidence\":0.75,\"segments\":4,\"model\":\"1\"}";
    assertEpisode(
        episode(EpisodeEventType.ENTERED).build(),
        start + "\"end\":null,\"event\":\"ENTERED\"" + end);
    assertEpisode(
        episode(EpisodeEventType.EXITED).setEnd(Instant.ofEpochMilli(1_700_000_020_500L)).build(),
        start + "\"end\":\"2023-11-14T22:13:40.500Z\",\"event\":\"EXITED\"" + end);
  }

  private static ActivityEpisode.Builder episode(EpisodeEventType event) {
    return ActivityEpisode.newBuilder()
        .setEpisode("anna@1700000000000")
        .setWearer("anna")
        .setActivity("rowing")
        .setGroup("rowing")
        .setStart(Instant.ofEpochMilli(1_700_000_000_000L))
        .setEvent(event)
        .setConfidence(0.75f)
        .setSegments(4)
        .setModel("1");
  }

  private static void assertEpisode(ActivityEpisode episode, String expected) {
    byte[] json = TopicSerdes.activityEpisodeInJson().serializer().serialize("t", episode);

    assertThat(new String(json, UTF_8)).isEqualTo(expected);
    assertThat(TopicSerdes.activityEpisodeInJson().deserializer().deserialize("t", json))
        .isEqualTo(episode);
    assertThat(TopicSerdes.activityEpisode().deserializer().deserialize("t", json))
        .isEqualTo(episode);
  }

  @Property(tries = 200)
  void aNumberIsMicrosecondsOrMilliseconds(
      @ForAll @LongRange(min = FIRST_MILLIS, max = LAST_MILLIS) long millis,
      @ForAll @LongRange(max = 999) long micros) {
    assertThat(startedAt(Long.toString(millis))).isEqualTo(Instant.ofEpochMilli(millis));
    assertThat(startedAt(Long.toString(1000 * millis + micros)))
        .isEqualTo(instant(1000 * millis + micros));
    assertThat(startedAt(millis + ".0")).isEqualTo(Instant.ofEpochMilli(millis));
  }

  @Property(tries = 200)
  void aNumberWithTwoMeaningsOrNoneIsRefused(
      @ForAll @DoubleRange(min = -1e19, max = 1e19) double number) {
    boolean isMillis = number >= FIRST_MILLIS && number < LAST_MILLIS + 1;
    boolean isMicros = number >= FIRST_MILLIS * 1e3 && number < (LAST_MILLIS + 1) * 1e3;
    if (!isMillis && !isMicros) {
      assertInvalid(
          READING.replace("\"2026-11-29T08:00:00.123456Z\"", Double.toString(number)),
          "startedAt",
          "startedAt is " + number + ", neither microseconds nor milliseconds since 1970");
    }
  }

  @Example
  void timesInOtherFormsAreReadOrRefused() {
    assertThat(startedAt("\"2026-11-29T08:00:00+01:00\""))
        .isEqualTo(Instant.parse("2026-11-29T07:00:00Z"));
    for (String text :
        List.of(
            "2026-11-29T08:00:00.0+0100",
            "2026-11-29T08:00:00+01",
            "2026-11-29T07:00Z",
            "2026-11-29T08:00:00+01:00[Europe/Berlin]",
            "2026-11-29T07:00:00Z[UTC]",
            "2026-11-29T03:30:00.000-0330",
            "2026-11-29t07:00:00z")) {
      assertThat(startedAt("\"" + text + "\""))
          .as(text)
          .isEqualTo(Instant.parse("2026-11-29T07:00:00Z"));
    }
    assertThat(startedAt("\"2026-11-28T24:00:00Z\""))
        .isEqualTo(Instant.parse("2026-11-29T00:00:00Z"));
    assertThat(startedAt("\"2026-11-29T07:00:00.123456999Z\""))
        .isEqualTo(Instant.parse("2026-11-29T07:00:00.123456Z"));
    assertThat(startedAt("\"1969-12-31T23:59:59.123456999Z\""))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.123456Z"));
    assertThat(startedAt("1700000000123.4566")).isEqualTo(instant(1_700_000_000_123_457L));
    assertThat(startedAt("1700000000123.456")).isEqualTo(instant(1_700_000_000_123_456L));
    assertThat(startedAt("1.7e15")).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    String text = ", not a time in UTC or with an offset, such as 2026-11-29T08:00:00.123Z";
    assertTimeRefused("\"2026-11-29T08:00:00\"", "is '2026-11-29T08:00:00'" + text);
    assertTimeRefused(
        "\"2026-11-29T08:00:00[Europe/Berlin]\"", "is '2026-11-29T08:00:00[Europe/Berlin]'" + text);
    assertTimeRefused("\"1700000000000\"", "is '1700000000000'" + text);
    assertTimeRefused("\"+1000000-01-01T00:00:00Z\"", "is '+1000000-01-01T00:00:00Z'" + text);
    assertTimeRefused("null", "is null" + text);
    assertTimeRefused("[]", "is an array" + text);
    String number =
        ", neither microseconds nor milliseconds since 1970 for a time from 2000 to" + " 2200; ";
    assertTimeRefused("1700000000", "is 1700000000" + number + "write such a number, or text such");
    assertTimeRefused("0", "is 0" + number + "write such a number, or text such as 2026-");
    assertTimeRefused("9".repeat(99), "is " + "9".repeat(99) + number + "write such a number");
  }

  @Example
  void faultsNameTheFieldAndTheValue() {
    assertInvalid("{}", "wearer", "wearer is missing");
    assertInvalid(
        READING.replace("\"wearer\"", "\"Wearer\""),
        "wearer",
        "wearer is missing; there is an unknown field 'Wearer'");
    assertInvalid(
        "{\"schema\":{\"type\":\"struct\"},\"payload\":" + READING + "}",
        "wearer",
        "wearer is missing; the record seems to be inside a field 'payload': in Kafka Connect,"
            + " set value.converter.schemas.enable=false");
    assertInvalid(READING.replace("\"anna\"", "7"), "wearer", "wearer is 7, not text");
    assertInvalid(
        READING.replace("RIGHT_ARM", "HEAD"),
        "unit",
        "unit is 'HEAD', not one of TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG");
    assertInvalid(
        READING.replace("RIGHT_ARM", "UNKNOWN"),
        "unit",
        "unit is 'UNKNOWN', not one of TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG");
    assertInvalid(READING.replace("\"unit\": \"RIGHT_ARM\",", ""), "unit", "unit is missing");
    assertInvalid(
        READING.replace("\"unit\"", "\"Unit\""),
        "unit",
        "unit is missing; there is an unknown field 'Unit'");
    assertInvalid(
        READING.replace("40000", "\"40000\""),
        "samplePeriodMicros",
        "samplePeriodMicros is '40000', not a whole number of this size");
    assertInvalid(
        READING.replace("40000", "40000.5"),
        "samplePeriodMicros",
        "samplePeriodMicros is 40000.5, not a whole number of this size");
    assertInvalid(
        READING.replace("40000", "9999999999"),
        "samplePeriodMicros",
        "samplePeriodMicros is 9999999999, not a whole number of this size");
    assertThat(read(READING.replace("40000", "4e4")).getSamplePeriodMicros()).isEqualTo(40_000);
    assertInvalid(READING.replace("[0.1, 1]", "0.1"), "x", "x is 0.1, not an array of numbers");
    assertInvalid(
        READING.replace("0.1, 1", "0.1, \"1\""), "x", "x has '1' at index 1, not a number");
    assertInvalid(
        READING.replace("0.2, -2", "0.2, null"), "y", "y has null at index 1, not a number");
    assertInvalid(READING.replace("9.8", "[9.8]"), "z", "z has an array at index 0, not a number");
    assertInvalid(
        READING.replace("\"y\": [0.2, -2]", "\"x\": [1]"), "x", "x is in the JSON object twice");
    assertInvalid(
        READING.replace("RIGHT_ARM", "x".repeat(1000)),
        "unit",
        "unit is '" + "x".repeat(100) + "...', not one of");
  }

  @Example
  void whatIsNotJsonIsNamedWithItsPlace() {
    assertInvalid("{", "value", "value is not complete: the JSON ends too early");
    assertInvalid(
        READING.substring(0, READING.indexOf("9.8")), "z", "z is not complete: the JSON ends");
    assertInvalid(READING + "{}", "value", "value has more after the end of the JSON object");
    assertInvalid(
        READING.replace("9.8", "NaN"),
        "z",
        "z cannot be read as JSON at byte 154: Non-standard token 'NaN'");
    assertInvalid(
        READING.replace("9.8", "9.8 9"), "z", "z cannot be read as JSON at byte 156: Unexpected");
    assertInvalid(
        READING.replace("9.8", "9".repeat(200)), "z", "z cannot be read as JSON at byte ");
    assertInvalid(
        READING.replace("{", "{\"more\":" + "[".repeat(1000)),
        "value",
        "value cannot be read as JSON at byte 24: Document nesting depth (");
    assertInvalid("{\u0001", "value", "value cannot be read as JSON");
  }

  @Example
  void jsonThatDoesNotBeginWithABraceGetsAHint() {
    for (String start : new String[] {" ", "\n", "[", "\"", "\uFEFF"}) {
      assertThatThrownBy(() -> read(start + READING))
          .isInstanceOf(SerializationException.class)
          .hasMessageStartingWith("not Avro single-object encoding: starts with 0x")
          .hasMessageEndingWith("; a record in JSON begins with '{', in UTF-8");
    }
    byte[] withMark = ("\uFEFF" + READING).getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> readings.deserialize("t", withMark))
        .hasMessage(
            "not Avro single-object encoding: starts with 0xfffe7b00220077006500; a record in JSON"
                + " begins with '{', in UTF-8");
  }

  @Example
  void aBraceAfterAHeaderThatNamesASchemaIsNotJson() {
    var headers = new RecordHeaders().add("__value_schema_id", new byte[] {0, 0, 0, 0, 7});
    assertThatThrownBy(() -> readings.deserialize("t", headers, READING.getBytes(UTF_8)))
        .hasMessage("in Confluent's wire format (schema id 7), but registry.url is not set");
  }

  private Instant startedAt(String json) {
    return read(READING.replace("\"2026-11-29T08:00:00.123456Z\"", json)).getStartedAt();
  }

  private void assertTimeRefused(String json, String message) {
    assertInvalid(
        READING.replace("\"2026-11-29T08:00:00.123456Z\"", json),
        "startedAt",
        "startedAt " + message);
  }

  private void assertInvalid(String json, String field, String message) {
    InvalidFieldException invalid =
        catchThrowableOfType(InvalidFieldException.class, () -> read(json));
    assertThat(invalid).as(json).isNotNull();
    assertThat(invalid).hasMessageStartingWith(message);
    assertThat(invalid.field()).isEqualTo(field);
    assertThat(invalid.getMessage()).isEqualTo(field + " " + invalid.fault());
  }

  private AccelerometerReading read(String json) {
    return readings.deserialize("t", json.getBytes(UTF_8));
  }
}
