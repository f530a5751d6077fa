// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.schemas.registry.FakeRegistry;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schemas that are named beside the value, as several registries' serializers do. */
class RegistryHeadersTest {

  private static final Schema SCHEMA = AccelerometerReading.getClassSchema();
  private static final String GUID = "00112233-4455-6677-8899-aabbccddeeff";
  private static final String GUID_HEADER = "0100112233445566778899aabbccddeeff";

  private final FakeRegistry registry = FakeRegistry.start();
  private final BodyLocator<AccelerometerReading> registered =
      (BodyLocator<AccelerometerReading>)
          TopicSerdes.accelerometerReading(new SchemaRegistry(registry.settings())).deserializer();
  private final BodyLocator<AccelerometerReading> plain =
      (BodyLocator<AccelerometerReading>) TopicSerdes.accelerometerReading().deserializer();
  private final byte[] single =
      TopicSerdes.accelerometerReading().serializer().serialize("", reading());
  private final byte[] body = Arrays.copyOfRange(single, 10, single.length);

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aGuidInTheHeaderIsLookedUpOnce() {
    registry.has(GUID, SCHEMA);
    Headers headers = confluent(GUID_HEADER);

    assertThat(registered.bodyOffset(headers, body)).isEqualTo(-1);
    for (int i = 0; i < 3; i++) {
      assertThat(registered.deserialize("", headers, body)).isEqualTo(reading());
    }
    assertThat(registered.bodyOffset(headers, body)).isZero();
    assertThat(registry.asked()).containsExactly("GET /schemas/guids/" + GUID);
  }

  /** What confluent-kafka 2.16.1 for Python wrote with header_schema_id_serializer. */
  @Test
  void aReadingOfConfluentsSerializerIsRead() {
    registry.has(GUID, SCHEMA);
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "08616e6e61048089f6d58daca20680f104040000003f000080be00040000803e0000803f00040000"
                    + "1c410000184100");

    assertThat(registered.deserialize("", confluent(GUID_HEADER), bytes))
        .extracting(AccelerometerReading::getUnit, AccelerometerReading::getStartedAt)
        .containsExactly(Unit.RIGHT_ARM, Instant.parse("2025-11-29T00:00:00.123456Z"));
  }

  @Test
  void aGuidOfASchemaWithMoreFieldsIsReadAsOurs() {
    registry.has(
        GUID,
        new Schema.Parser()
            .parse(
                SCHEMA
                    .toString()
                    .replace(
                        "\"fields\":[",
                        "\"fields\":[{\"name\":\"battery\",\"type\":\"float\",\"default\":0},")));
    byte[] longer = new byte[4 + body.length];
    System.arraycopy(body, 0, longer, 4, body.length);

    assertThat(registered.deserialize("", confluent(GUID_HEADER), longer)).isEqualTo(reading());
    assertThat(registered.bodyOffset(confluent(GUID_HEADER), longer)).isEqualTo(-1);
  }

  @Test
  void anIdInTheHeaderIsLookedUp() {
    registry.has(7, SCHEMA);

    assertThat(registered.deserialize("", confluent("0000000007"), body)).isEqualTo(reading());
    assertThat(registered.bodyOffset(confluent("0000000007"), body)).isZero();
  }

  /** A tool may convert the value and leave the headers. */
  @Test
  void aKnownFingerprintWins() {
    Headers headers = confluent(GUID_HEADER).add("apicurio.value.globalId", new byte[8]);

    assertThat(registered.deserialize("", headers, single)).isEqualTo(reading());
    assertThat(plain.deserialize("", headers, single)).isEqualTo(reading());
    assertThat(plain.bodyOffset(headers, single)).isEqualTo(10);
    assertThat(registry.asked()).isEmpty();
  }

  @Test
  void aMissingGuidIsTheRecordsFaultAndNamesTheSetting() {
    String sentence =
        "encoded with schema GUID %s, which the schema registry %s does not have (or it has no"
            + " GUIDs: Confluent's has them from version 8 on); set value.schema.id.serializer in"
            + " the serializer to"
            + " io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer";
    assertRejected(
        registered, confluent(GUID_HEADER), body, sentence.formatted(GUID, registry.url()));

    // As a registry that does not know the path answers.
    String other = GUID.replace('f', 'e');
    registry.on("GET /schemas/guids/" + other, 404, "<html>no such page</html>");
    assertRejected(
        registered,
        confluent(GUID_HEADER.replace('f', 'e')),
        body,
        sentence.formatted(other, registry.url()));
  }

  @Test
  void withoutARegistryTheSentenceNamesTheSetting() {
    assertRejected(
        plain,
        confluent(GUID_HEADER),
        body,
        "in Confluent's wire format (schema GUID " + GUID + "), but registry.url is not set");
    assertThat(plain.bodyOffset(confluent(GUID_HEADER), body)).isEqualTo(-1);
  }

  @Test
  void aHeaderThatIsNoSchemaIdIsShown() {
    for (String value : List.of("", "01", "00112233", "02" + GUID_HEADER)) {
      assertRejected(
          registered,
          confluent(value),
          body,
          "of an unknown schema: the record header __value_schema_id is 0x%s, neither 01 and a GUID nor 00 and an id"
              .formatted(value));
      assertThat(registered.bodyOffset(confluent(value), body)).isEqualTo(-1);
    }
  }

  @Test
  void idsOf8BytesAreExplained() {
    byte[] bytes = new byte[9 + body.length];
    bytes[8] = 7;
    System.arraycopy(body, 0, bytes, 9, body.length);

    assertThatThrownBy(() -> registered.deserialize("", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("encoded with schema id 0, which the schema registry ")
        .hasMessageEndingWith(
            "; if the serializer is that of Apicurio 2, whose ids have 8 bytes, set"
                + " apicurio.registry.id-handler=io.apicurio.registry.serde.Legacy4ByteIdHandler");
  }

  @Test
  void otherRegistriesAreNamed() {
    for (String name : List.of("globalId", "contentId", "artifactId")) {
      assertRejected(
          plain,
          new RecordHeaders().add("apicurio.value." + name, new byte[8]),
          body,
          "of a schema that is named in the record header apicurio.value.%s; set apicurio.registry.headers.enabled=false in the serializer of Apicurio"
              .formatted(name));
    }
    assertRejected(
        plain,
        new RecordHeaders().add("content-type", "avro/binary+0123".getBytes(US_ASCII)),
        body,
        "in the format of Azure's schema registry (record header content-type), which is not"
            + " supported; use single-object encoding or a Confluent-compatible registry");
    assertRejected(
        plain,
        new RecordHeaders(),
        HexFormat.of().parseHex("0300" + GUID.replace("-", "") + "08616e6e61"),
        "in the format of AWS Glue's schema registry (schema version "
            + GUID
            + "), which is not supported; use single-object encoding or a Confluent-compatible"
            + " registry");
    assertRejected(
        plain,
        new RecordHeaders(),
        "Obj\u0001\u0004\u0014avro.codec".getBytes(US_ASCII),
        "an Avro file (it starts with Obj 01); write each record in single-object encoding");
    assertRejected(
        plain,
        new RecordHeaders().add("content-type", "text/plain".getBytes(US_ASCII)),
        new byte[] {'a', 'b'},
        "not Avro single-object encoding: starts with 0x6162");
    assertRejected(
        plain,
        new RecordHeaders(),
        HexFormat.of()
            .parseHex("08616e6e6104" + "80e0a5eed8a28606" + "80f104" + "020000003f00".repeat(3)),
        "the Avro body alone; write the ten bytes that name its schema before it");
  }

  private static void assertRejected(
      BodyLocator<AccelerometerReading> deserializer,
      Headers headers,
      byte[] bytes,
      String sentence) {
    assertThatThrownBy(() -> deserializer.deserialize("", headers, bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessage(sentence);
  }

  private static Headers confluent(String hex) {
    return new RecordHeaders().add("__value_schema_id", HexFormat.of().parseHex(hex));
  }

  private static AccelerometerReading reading() {
    return AccelerometerReading.newBuilder()
        .setWearer("anna")
        .setUnit(Unit.TORSO)
        .setStartedAt(Instant.ofEpochSecond(1_700_000_000))
        .setSamplePeriodMicros(40_000)
        .setX(FloatAxes.of(1f, 2f))
        .setY(FloatAxes.of(3f, 4f))
        .setZ(FloatAxes.of(5f, 6f))
        .build();
  }
}
