// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.schemas.registry.SchemaReference;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriterSchemaCheckTest {

  private static final String READING = AccelerometerReading.getClassSchema().toString();

  private final WriterSchemaCheck check =
      new WriterSchemaCheck(AccelerometerReading.getClassSchema());

  @Test
  void compatibleSchemasAreAccepted() {
    assertAccepted(READING);
    assertAccepted(with("{\"type\":\"array\",\"items\":\"string\"}", "[]"));
    assertAccepted(with("{\"type\":\"map\",\"values\":\"null\"}", "{}"));
    assertAccepted(with("[\"null\",\"int\"]", "null"));
    assertAccepted(READING.replace("\"LEFT_LEG\"]", "\"LEFT_LEG\",\"HEAD\"]"));
    assertAccepted(READING.replace(",\"logicalType\":\"timestamp-micros\"", ""));
  }

  @Test
  void incompatibleSchemasAreRejectedWithAReason() {
    assertRejected(
        READING.replace("AccelerometerReading", "Order"),
        "is a schema of io.kinetograph.schemas.Order, not of AccelerometerReading");
    assertRejected("\"int\"", "is a schema of int, not of AccelerometerReading");
    assertRejected(
        READING.replace("\"wearer\"", "\"who\""),
        "cannot be read as AccelerometerReading: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0");
    assertRejected(
        READING.replace("\"float\"", "\"double\""),
        "cannot be read as AccelerometerReading: TYPE_MISMATCH at /fields/4/type/items");
  }

  @Test
  void aTimeInAnotherUnitIsRejectedAlthoughAvroAcceptsIt() {
    assertRejected(
        READING.replace("timestamp-micros", "timestamp-millis"),
        "has startedAt in timestamp-millis, not timestamp-micros");
  }

  @Test
  void aTimeInAUnionIsCheckedToo() {
    WriterSchemaCheck episodes = new WriterSchemaCheck(ActivityEpisode.getClassSchema());
    String millis = "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}";
    String ours = "[\"null\"," + millis + "]";
    // Without its default, null, which not every union here may have.
    String episode = ActivityEpisode.getClassSchema().toString().replace(",\"default\":null", "");
    assertThat(episode).contains(ours);
    String micros = millis.replace("millis", "micros");
    for (String theirs :
        List.of("[\"null\"," + micros + "]", "[" + micros + ",\"null\"]", micros)) {
      String text = episode.replace(ours, theirs);
      assertThatThrownBy(
              () -> episodes.check(new SchemaReference.Id(7), new Schema.Parser().parse(text)))
          .hasMessageContaining("has end in timestamp-micros, not timestamp-millis");
    }
    for (String theirs :
        List.of(ours, "[\"null\",\"long\"]", "[" + millis + ",\"null\"]", millis)) {
      String text = episode.replace(ours, theirs);
      assertThatCode(
              () -> episodes.check(new SchemaReference.Id(7), new Schema.Parser().parse(text)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void schemasThatTakeForeverToReadAreRejected() {
    assertRejected(
        with("{\"type\":\"array\",\"items\":\"null\"}", "[]"),
        "has an array whose elements take no bytes");
    assertRejected(
        with(
            "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Empty\",\"fields\":"
                + "[{\"name\":\"a\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}}]}}",
            "[]"),
        "has an array whose elements take no bytes");
    assertRejected(
        with(
            "[\"null\",{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\","
                + "\"type\":[\"null\",\"Node\"]}]}]",
            "null"),
        "contains itself, in io.kinetograph.schemas.Node");
    String deep = "{\"type\":\"array\",\"items\":".repeat(40) + "\"int\"" + "}".repeat(40);
    assertRejected(with(deep, "[]"), "is nested deeper than 32 types");
  }

  @Test
  void aSchemaThatUnfoldsToTooManyTypesIsRejected() {
    StringBuilder type = new StringBuilder("\"null\"");
    for (int level = 0; level < 12; level++) {
      String inner = level == 0 ? "\"null\"" : "\"L" + (level - 1) + "\"";
      type.insert(
          0,
          String.format(
              Locale.ROOT,
              "{\"type\":\"record\",\"name\":\"L%d\",\"fields\":[{\"name\":\"a\",\"type\":",
              level));
      type.append("},{\"name\":\"b\",\"type\":").append(inner).append("}]}");
    }

    // Twelve records, of each two in the next: four thousand values in no byte.
    assertRejected(with(type.toString(), null), "has more than 1000 types");
  }

  private static String with(String type, @Nullable String value) {
    String field =
        "{\"name\":\"more\",\"type\":"
            + type
            + (value == null ? "" : ",\"default\":" + value)
            + "}";
    return READING.replace("\"fields\":[", "\"fields\":[" + field + ",");
  }

  private void assertAccepted(String schema) {
    assertThatCode(() -> check.check(new SchemaReference.Id(7), new Schema.Parser().parse(schema)))
        .doesNotThrowAnyException();
  }

  private void assertRejected(String schema, String reason) {
    assertThatThrownBy(
            () -> check.check(new SchemaReference.Id(7), new Schema.Parser().parse(schema)))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("encoded with schema id 7, which " + reason);
  }
}
