// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the Avro libraries of other languages write. All figures here were printed by the libraries
 * themselves, in the versions that are named; docs/wire-format.md has the code.
 */
class ForeignEncodersTest {

  /** Of the record that {@link #READING} is. */
  private static final String BODY =
      "08616e6e61048089f6d58daca20680f104040000003f000080be00040000803e0000803f000400001c410000184100";

  /** hamba/avro writes the length of a block in bytes, too. */
  private static final String BODY_OF_HAMBA =
      "08616e6e61048089f6d58daca20680f10403100000003f000080be0003100000803e0000803f00031000001c410000184100";

  private static final AccelerometerReading READING =
      AccelerometerReading.newBuilder()
          .setWearer("anna")
          .setUnit(Unit.RIGHT_ARM)
          .setStartedAt(Instant.parse("2025-11-29T00:00:00.123456Z"))
          .setSamplePeriodMicros(40_000)
          .setX(FloatAxes.of(0.5f, -0.25f))
          .setY(FloatAxes.of(0.25f, 1f))
          .setZ(FloatAxes.of(9.75f, 9.5f))
          .build();

  private static final ActivityLabel LABEL =
      ActivityLabel.newBuilder()
          .setStatus(LabelStatus.KNOWN)
          .setWearer("anna")
          .setSegmentStart(Instant.EPOCH)
          .setSegmentEnd(Instant.EPOCH.plusSeconds(5))
          .setActivity("rowing")
          .setConfidence(1f)
          .setProbabilities(Map.of("rowing", 1f))
          .setCoverage(1f)
          .setModel("2026.11.1")
          .build();

  /** Of {@link #LABEL}, in the first version of its schema. */
  private static final String BODY_OF_LABEL_1 =
      "08616e6e6100904e0c726f77696e670000803f020c726f77696e670000803f000000803f12323032362e31312e31";

  /** By fastavro, of {@link #UNKNOWN_LABEL}. */
  private static final String BODY_OF_LABEL_2 =
      "08616e6e6100904e0e756e6b6e6f776e0000003f020c726f77696e670000803f000000803f12323032362e31312e31020e756e6b6e6f776e0c726f77696e67";

  private static final ActivityLabel UNKNOWN_LABEL =
      ActivityLabel.newBuilder()
          .setWearer("anna")
          .setSegmentStart(Instant.EPOCH)
          .setSegmentEnd(Instant.EPOCH.plusSeconds(5))
          .setActivity("unknown")
          .setConfidence(0.5f)
          .setProbabilities(Map.of("rowing", 1f))
          .setCoverage(1f)
          .setModel("2026.11.1")
          .setStatus(LabelStatus.UNKNOWN)
          .setGroup("unknown")
          .setBestActivity("rowing")
          .build();

  /** By fastavro, of {@link #EPISODE}. */
  private static final String BODY_OF_EPISODE =
      "0c616e6e61403008616e6e610c726f77696e670c726f77696e670000000000403f0812323032362e31312e31";

  private static final ActivityEpisode EPISODE =
      ActivityEpisode.newBuilder()
          .setEpisode("anna@0")
          .setWearer("anna")
          .setActivity("rowing")
          .setGroup("rowing")
          .setStart(Instant.EPOCH)
          .setEvent(EpisodeEventType.ENTERED)
          .setConfidence(0.75f)
          .setSegments(4)
          .setModel("2026.11.1")
          .build();

  private final BodyLocator<AccelerometerReading> readings =
      (BodyLocator<AccelerometerReading>) TopicSerdes.accelerometerReading().deserializer();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "avro 1.12.2 for Java, c30175125760c91dac55, " + BODY,
    "fastavro 1.13.1, c30175125760c91dac55, " + BODY,
    "avsc 5.7.9, c30175125760c91dac55, " + BODY,
    "serde_avro_fast 2.1.2, c30175125760c91dac55, " + BODY,
    "avro 1.12.2 for Python, c301d0f577679d77a1f7, " + BODY,
    "goavro 2.15.0, c301d0f577679d77a1f7, " + BODY,
    "apache-avro 0.21.0 for Rust, c301d0f577679d77a1f7, " + BODY,
    "hamba/avro 2.31.0, c3010220f4655d7c4962, " + BODY_OF_HAMBA,
  })
  void aReadingOfAnotherLibraryIsRead(String library, String header, String body) {
    byte[] bytes = HexFormat.of().parseHex(header + body);

    assertThat(readings.deserialize("", bytes)).as(library).isEqualTo(READING);
    assertThat(readings.bodyOffset(new RecordHeaders(), bytes))
        .as("may be parsed without Avro")
        .isEqualTo(10);
  }

  /** The fingerprints as the header has them, of a reading and of a label. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "fastavro 1.13.1; avsc 5.7.9; serde_avro_fast 2.1.2, 75125760c91dac55, bcf3bd209a6cc07e",
    "avro 1.11.3 1.12.0 1.12.2 for Python, d0f577679d77a1f7, e10a982b886cff9e",
    "goavro 2.11.1 2.12.0 2.13.1 2.14.1 2.15.0, d0f577679d77a1f7, e10a982b886cff9e",
    "goavro 2.9.0 2.9.8 2.10.0 2.10.1, 368bce8863a4606d, e10a982b886cff9e",
    "hamba/avro 2.31.0, 0220f4655d7c4962, f7f615908b329835",
    "apache-avro 0.17.0 0.20.0 0.21.0 for Rust, d0f577679d77a1f7, e10a982b886cff9e",
    "apache-avro 0.16.0 for Rust, 0220f4655d7c4962, f7f615908b329835",
    "apache-avro 0.14.0 0.15.0 for Rust, 10e99312b58109ee, f7f615908b329835",
  })
  void aSchemaIsKnownByTheFingerprintOfEachLibrary(String library, String reading, String label) {
    assertThat(readings.deserialize("", HexFormat.of().parseHex("c301" + reading + BODY)))
        .as(library)
        .isEqualTo(READING);

    var labels = TopicSerdes.activityLabel();
    byte[] bytes = HexFormat.of().parseHex("c301" + label + BODY_OF_LABEL_1);
    assertThat(labels.deserializer().deserialize("", bytes)).as(library).isEqualTo(LABEL);
  }

  /** The fingerprints of a label in the second version of its schema, and of an episode. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "fastavro 1.13.1, cc686b53f2700948, 24cfc5ea46361086",
    "avro 1.12.2 for Python, 05711def577b7759, 3b61a036176a8e33",
  })
  void laterSchemasAreKnownByTheFingerprintOfEachLibrary(
      String library, String label, String episode) {
    byte[] labelBytes = HexFormat.of().parseHex("c301" + label + BODY_OF_LABEL_2);
    assertThat(TopicSerdes.activityLabel().deserializer().deserialize("", labelBytes))
        .as(library)
        .isEqualTo(UNKNOWN_LABEL);
    byte[] episodeBytes = HexFormat.of().parseHex("c301" + episode + BODY_OF_EPISODE);
    assertThat(TopicSerdes.activityEpisode().deserializer().deserialize("", episodeBytes))
        .as(library)
        .isEqualTo(EPISODE);
  }

  /**
   * A consumer that was built with the first version of the schema needs only the second one, as
   * the writer's; so does fastavro 1.13.1, which reads the same.
   */
  @Test
  void aConsumerOfTheOldSchemaReadsNewLabels() throws Exception {
    Schema old = ReleasedSchemas.of("ActivityLabel").get(0);
    SchemaStore.Cache writers = new SchemaStore.Cache();
    writers.addSchema(ActivityLabel.getClassSchema());
    var decoder = new BinaryMessageDecoder<GenericRecord>(new GenericData(), old, writers);

    GenericRecord read =
        decoder.decode(TopicSerdes.activityLabel().serializer().serialize("", UNKNOWN_LABEL));

    assertThat(read.getSchema()).isEqualTo(old);
    assertThat(read.get("activity")).hasToString("unknown");
    assertThat(read.get("confidence")).isEqualTo(0.5f);
    assertThat(read.get("model")).hasToString("2026.11.1");
  }

  /** As hamba/avro's CRC64Avro and a Rabin of goavro in network order are. */
  @Test
  void aFingerprintInReverseIsNamed() {
    for (String fingerprint : List.of("55ac1dc960571275", "62497c5d65f42002", "f7a1779d6777f5d0")) {
      byte[] bytes = HexFormat.of().parseHex("c301" + fingerprint + BODY);

      assertThatThrownBy(() -> readings.deserialize("", bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessage(
              "encoded with the fingerprint of AccelerometerReading in reverse; write its bytes in"
                  + " little-endian order: starts with 0xc301%s",
              fingerprint);
    }
  }

  /** A version that a release adds must be tried with the libraries, and added here. */
  @Test
  void everyReleasedSchemaIsInTheTestsAbove() {
    assertThat(
            Stream.of("AccelerometerReading", "ActivityLabel", "ActivityEpisode")
                .flatMap(each -> of(each)))
        .containsOnly(
            "75125760c91dac55", "bcf3bd209a6cc07e", "cc686b53f2700948", "24cfc5ea46361086");
  }

  private static Stream<String> of(String record) {
    return ReleasedSchemas.of(record).stream()
        .map(schema -> Long.reverseBytes(SchemaNormalization.parsingFingerprint64(schema)))
        .map(HexFormat.of()::toHexDigits);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theSpecifiedFormIsThatOfAvroItself(Schema schema) {
    assertThat(CanonicalForm.SPECIFIED.of(schema))
        .isEqualTo(SchemaNormalization.toParsingForm(schema));
  }

  static List<Schema> schemas() {
    return List.of(
        AccelerometerReading.getClassSchema(),
        ActivityLabel.getClassSchema(),
        ActivityEpisode.getClassSchema(),
        schema("\"bytes\""),
        schema(
            """
            {"type": "record", "name": "a.A", "doc": "x", "fields": [
              {"name": "one", "type": ["null", "A", {"type": "fixed", "name": "b.F", "size": 4}]},
              {"name": "two", "type": {"type": "map", "values": "b.F"}, "aliases": ["zwei"]},
              {"name": "three", "type": {"type": "array", "items": [
                {"type": "enum", "name": "E", "symbols": ["X", "Y"], "default": "X"},
                {"type": "long", "logicalType": "timestamp-nanos"}]}},
              {"name": "four", "type": {"type": "string", "avro.java.string": "String"}},
              {"name": "five", "type": "E", "order": "ignore"}]}
            """));
  }

  @Test
  void twoSchemasWithOneFingerprintAreRejected() {
    String text = AccelerometerReading.getClassSchema().toString();
    Schema millis = schema(text.replace("timestamp-micros", "timestamp-millis"));

    assertThatThrownBy(
            () -> new SingleObjectWriters(AccelerometerReading.getClassSchema(), List.of(millis)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two schemas of AccelerometerReading have the fingerprint 55ac1dc960571275");
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }
}
