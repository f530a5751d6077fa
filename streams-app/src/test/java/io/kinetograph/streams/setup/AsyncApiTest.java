// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.topology.DeadLetterHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/asyncapi.yaml} true: its topics, its schemas and its examples. */
class AsyncApiTest {

  private static final Path DOCUMENT = Path.of("../docs/asyncapi.yaml");

  private final ObjectMapper json = new ObjectMapper();
  private final Settings settings = Settings.of(Map.of());
  private final JsonNode document =
      new ObjectMapper(new YAMLFactory()).readTree(Files.readString(DOCUMENT));

  AsyncApiTest() throws Exception {}

  @Test
  void itsChannelsAreTheTopicsOfTheAppWithTheSettingsOfNewOnes() {
    List<String> addresses = new ArrayList<>();
    Map<String, Map<String, String>> configs = new TreeMap<>();
    for (JsonNode channel : document.get("channels")) {
      String address = channel.get("address").asText();
      addresses.add(address);
      JsonNode binding = channel.at("/bindings/kafka");
      assertThat(binding.get("topic").asText()).isEqualTo(address);
      assertThat(binding.get("replicas").asInt()).isEqualTo(3);
      Map<String, String> config = new TreeMap<>();
      binding
          .get("topicConfiguration")
          .properties()
          .forEach(
              entry ->
                  config.put(
                      entry.getKey(),
                      (entry.getValue().isArray() ? entry.getValue().get(0) : entry.getValue())
                          .asText()));
      configs.put(address, config);
    }

    assertThat(addresses).containsExactlyElementsOf(settings.topics().settingKeys().keySet());
    for (AppTopic topic : AppTopic.of(settings.topics(), 3)) {
      assertThat(configs.get(topic.name())).isEqualTo(topic.configs());
    }
    assertThat(document.at("/operations/receiveReadings/bindings/kafka/groupId/const").asText())
        .isEqualTo(settings.kafka().get("application.id"));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : document.findValues("$ref")) {
      String target = reference.asText();
      if (target.startsWith("#")) {
        assertThat(document.at(target.substring(1)).isMissingNode()).as(target).isFalse();
      } else {
        assertThat(DOCUMENT.resolveSibling(target)).exists();
      }
    }
  }

  @Test
  void schemasAreThoseOfTheRecords() throws Exception {
    assertSchema("reading", AccelerometerReading.getClassSchema());
    assertSchema("label", ActivityLabel.getClassSchema());
    assertSchema("episode", ActivityEpisode.getClassSchema());
  }

  private void assertSchema(String name, Schema schema) throws Exception {
    JsonNode avro = document.at("/components/messages/" + name + "InAvro/payload/schema/$ref");
    Schema file = new Schema.Parser().parse(DOCUMENT.resolveSibling(avro.asText()).toFile());
    assertThat(SchemaNormalization.toParsingForm(file))
        .isEqualTo(SchemaNormalization.toParsingForm(schema));

    JsonNode object = document.at("/components/schemas/" + name);
    List<String> fields = schema.getFields().stream().map(Schema.Field::name).toList();
    assertThat(object.get("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(fields);
    assertThat(object.get("required")).extracting(JsonNode::asText).isEqualTo(fields);
    for (Schema.Field field : schema.getFields()) {
      JsonNode property = object.get("properties").get(field.name());
      if (property.has("$ref")) {
        property = document.at(property.get("$ref").asText().substring(1));
      }
      JsonNode first = property.has("oneOf") ? property.get("oneOf").get(0) : property;
      Schema type = withoutNull(field.schema());
      assertThat(first.get("type").asText())
          .as(field.name())
          .isEqualTo(
              switch (type.getType()) {
                case INT -> "integer";
                case FLOAT -> "number";
                case ARRAY -> "array";
                case MAP -> "object";
                // Instants are text.
                default -> "string";
              });
      assertThat(property.findValuesAsText("type").contains("null"))
          .as(field.name())
          .isEqualTo(field.schema().isNullable());
      if (type.getType() == Schema.Type.ENUM) {
        List<String> symbols = new ArrayList<>(type.getEnumSymbols());
        if (name.equals("reading")) {
          // It stands for units of later versions, and nobody sends it.
          symbols.remove(type.getEnumDefault());
        }
        assertThat(property.get("enum")).extracting(JsonNode::asText).isEqualTo(symbols);
      }
      if (type.getLogicalType() != null) {
        assertThat(first.get("format").asText()).isEqualTo("date-time");
      }
    }
  }

  private static Schema withoutNull(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  @Test
  void examplesAreRead() throws Exception {
    assertThat(examples("reading", TopicSerdes.accelerometerReading())).hasSize(3);
    assertThat(examples("label", TopicSerdes.activityLabel())).hasSize(3);
    assertThat(examples("episode", TopicSerdes.activityEpisode())).hasSize(3);
    var limits =
        Settings.of(Map.of("reading.max-clock-skew", "1d", "reading.max-acceleration", "20"))
            .readings();
    var decoder = new ReadingDecoder(TopicSerdes.accelerometerReading().deserializer(), limits);
    for (byte[] value : values("reading")) {
      // 2026-11-29T08:00:00Z
      var reading =
          decoder.decode(
              "t", new RecordHeaders(), "anna".getBytes(UTF_8), value, 1_795_939_200_000L);
      assertThat(reading.timeMicros(0)).isEqualTo(1_795_939_200_123_456L);
    }
    assertThat(limits.maxClockSkew()).isEqualTo(Duration.ofDays(1));
  }

  /** The records of all examples; the bytes of one in Avro are those of its payload. */
  private <T> List<T> examples(String name, Serde<T> serde) throws Exception {
    List<T> records = new ArrayList<>();
    for (byte[] value : values(name)) {
      records.add(serde.deserializer().deserialize("t", value));
    }
    JsonNode avro = document.at("/components/messages/" + name + "InAvro");
    byte[] bytes = bytes(name);
    T record = serde.deserializer().deserialize("t", bytes);
    assertThat(serde.serializer().serialize("t", record)).hasSameSizeAs(bytes);
    byte[] payload = json.writeValueAsBytes(avro.at("/examples/0/payload"));
    assertThat(serde.deserializer().deserialize("t", payload)).isEqualTo(record);
    return records;
  }

  /** The value of the first example in Avro. */
  private byte[] bytes(String name) {
    return HexFormat.of()
        .parseHex(document.at("/components/messages/" + name + "InAvro/x-example-bytes").asText());
  }

  private List<byte[]> values(String name) throws Exception {
    List<byte[]> values = new ArrayList<>(List.of(bytes(name)));
    for (JsonNode example : document.at("/components/messages/" + name + "InJson/examples")) {
      values.add(json.writeValueAsBytes(example.get("payload")));
    }
    return values;
  }

  @Test
  void headersOfDeadLettersAreThoseThatTheAppWrites() {
    JsonNode headers = document.at("/components/schemas/deadLetterHeaders/properties");
    assertThat(headers.fieldNames())
        .toIterable()
        .containsExactly(
            DeadLetterHandler.EXCEPTION_HEADER,
            DeadLetterHandler.MESSAGE_HEADER,
            DeadLetterHandler.TOPIC_HEADER,
            DeadLetterHandler.PARTITION_HEADER,
            DeadLetterHandler.OFFSET_HEADER,
            DeadLetterHandler.FIELD_HEADER,
            DeadLetterHandler.LEFT_OUT_HEADER,
            "kinetograph.broker.time");
    JsonNode example = document.at("/components/messages/deadLetter/examples/0");
    assertThat(example.get("headers").fieldNames())
        .toIterable()
        .isSubsetOf(() -> headers.fieldNames());
    var decoder =
        new ReadingDecoder(TopicSerdes.accelerometerReading().deserializer(), settings.readings());
    try {
      decoder.decode(
          "t",
          new RecordHeaders(),
          "anna".getBytes(UTF_8),
          example.get("payload").asText().getBytes(UTF_8),
          0);
      throw new AssertionError("the example of a dead letter is valid");
    } catch (InvalidReadingException e) {
      assertThat(example.get("headers").get(DeadLetterHandler.FIELD_HEADER).asText())
          .isEqualTo(e.field());
      assertThat(example.get("headers").get(DeadLetterHandler.MESSAGE_HEADER).asText())
          .isEqualTo(e.getMessage());
    }
  }
}
