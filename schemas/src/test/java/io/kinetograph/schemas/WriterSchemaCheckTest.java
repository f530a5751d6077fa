package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriterSchemaCheckTest {

  private static final String READING = AccelerometerReading.getClassSchema().toString();

  private final WriterSchemaCheck check =
      new WriterSchemaCheck(AccelerometerReading.getClassSchema());

  @Test
  void schemasThatCanBeReadAsOursAreTaken() {
    assertTaken(READING);
    assertTaken(with("{\"type\":\"array\",\"items\":\"string\"}", "[]"));
    assertTaken(with("{\"type\":\"map\",\"values\":\"null\"}", "{}"));
    assertTaken(with("[\"null\",\"int\"]", "null"));
    assertTaken(READING.replace("\"LEFT_LEG\"]", "\"LEFT_LEG\",\"HEAD\"]"));
    assertTaken(READING.replace(",\"logicalType\":\"timestamp-micros\"", ""));
  }

  @Test
  void schemasThatCannotBeReadAsOursAreNamed() {
    assertRefused(
        READING.replace("AccelerometerReading", "Order"),
        "is of io.kinetograph.schemas.Order, not of AccelerometerReading");
    assertRefused("\"int\"", "is of int, not of AccelerometerReading");
    assertRefused(
        READING.replace("\"wearer\"", "\"who\""),
        "cannot be read as AccelerometerReading: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0");
    assertRefused(
        READING.replace("\"float\"", "\"double\""),
        "cannot be read as AccelerometerReading: TYPE_MISMATCH at /fields/4/type/items");
  }

  @Test
  void aTimeInAnotherUnitIsNoticedAlthoughAvroDoesNotCare() {
    assertRefused(
        READING.replace("timestamp-micros", "timestamp-millis"),
        "has startedAt in timestamp-millis, not timestamp-micros");
  }

  @Test
  void schemasByWhichAFewBytesLastForEverAreRefused() {
    assertRefused(
        with("{\"type\":\"array\",\"items\":\"null\"}", "[]"),
        "has an array of elements that take no byte");
    assertRefused(
        with(
            "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Empty\",\"fields\":"
                + "[{\"name\":\"a\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}}]}}",
            "[]"),
        "has an array of elements that take no byte");
    assertRefused(
        with(
            "[\"null\",{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\","
                + "\"type\":[\"null\",\"Node\"]}]}]",
            "null"),
        "holds itself, in io.kinetograph.schemas.Node");
    String deep = "{\"type\":\"array\",\"items\":".repeat(40) + "\"int\"" + "}".repeat(40);
    assertRefused(with(deep, "[]"), "is nested deeper than 32 types");
  }

  @Test
  void aSchemaThatUnfoldsBeyondMeasureIsRefused() {
    StringBuilder type = new StringBuilder("\"null\"");
    for (int level = 0; level < 12; level++) {
      String inner = level == 0 ? "\"null\"" : "\"L" + (level - 1) + "\"";
      type.insert(
          0,
          "{\"type\":\"record\",\"name\":\"L%d\",\"fields\":[{\"name\":\"a\",\"type\":"
              .formatted(level));
      type.append("},{\"name\":\"b\",\"type\":").append(inner).append("}]}");
    }

    // Twelve records, of each two in the next: four thousand values in no byte.
    assertRefused(with(type.toString(), null), "is made of more than 1000 types");
  }

  private static String with(String type, @Nullable String value) {
    String field =
        "{\"name\":\"more\",\"type\":"
            + type
            + (value == null ? "" : ",\"default\":" + value)
            + "}";
    return READING.replace("\"fields\":[", "\"fields\":[" + field + ",");
  }

  private void assertTaken(String schema) {
    assertThatCode(() -> check.check(7, new Schema.Parser().parse(schema)))
        .doesNotThrowAnyException();
  }

  private void assertRefused(String schema, String reason) {
    assertThatThrownBy(() -> check.check(7, new Schema.Parser().parse(schema)))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("of schema id 7, which " + reason);
  }
}
