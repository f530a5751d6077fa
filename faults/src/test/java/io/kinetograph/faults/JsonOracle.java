// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads a reading in JSON as a tree, knowing nothing of the app's own decoder. */
final class JsonOracle {

  private static final Schema SCHEMA = AccelerometerReading.getClassSchema();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonOracle() {}

  /**
   * The record, or null with the fields that may be named as the fault: all, if it is not JSON.
   *
   * @param faults gets them
   */
  static @Nullable GenericRecord decode(byte[] value, Set<String> faults) {
    JsonNode json;
    try {
      json = MAPPER.readTree(value);
    } catch (IOException e) {
      SCHEMA.getFields().forEach(field -> faults.add(field.name()));
      faults.add("value");
      return null;
    }
    GenericRecord record = new GenericData.Record(SCHEMA);
    boolean complete = true;
    for (Schema.Field field : SCHEMA.getFields()) {
      Object part = value(json.path(field.name()), field.schema());
      if (part == null) {
        faults.add(field.name());
        complete = false;
      } else {
        record.put(field.name(), part);
      }
    }
    return complete ? record : null;
  }

  private static @Nullable Object value(JsonNode json, Schema schema) {
    return switch (schema.getType()) {
      case STRING -> json.textValue();
      case ENUM ->
          json.isTextual() && schema.hasEnumSymbol(json.textValue()) ? json.textValue() : null;
      case LONG -> json.isTextual() ? micros(json.textValue()) : null;
      case INT -> json.isInt() ? json.intValue() : null;
      default -> floats(json);
    };
  }

  private static @Nullable Long micros(String text) {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable List<Float> floats(JsonNode json) {
    List<Float> floats = new ArrayList<>();
    for (JsonNode element : json) {
      if (!element.isNumber()) {
        return null;
      }
      floats.add(element.floatValue());
    }
    return json.isArray() ? floats : null;
  }
}
