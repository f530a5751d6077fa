// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static io.kinetograph.schemas.JsonValues.field;
import static io.kinetograph.schemas.JsonValues.not;
import static io.kinetograph.schemas.JsonValues.number;
import static io.kinetograph.schemas.JsonValues.require;
import static io.kinetograph.schemas.JsonValues.shown;
import static io.kinetograph.schemas.JsonValues.text;
import static io.kinetograph.schemas.JsonValues.time;
import static io.kinetograph.schemas.JsonValues.whole;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that are JSON objects with the names of the schema's fields, as {@link
 * JsonRecordWriter} writes them. It ignores other fields, whose names may be a device's own, and
 * takes the schema's default for a missing one. It reads in one pass, to a limited depth.
 */
final class JsonRecordReader<T extends SpecificRecord> {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_LENGTH = 100;

  private final JsonFactory factory =
      JsonFactory.builder()
          // Names are the sender's, and interned strings would stay.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // The other parser makes a string of every sample.
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(1_000)
                  .maxStringLength(Short.MAX_VALUE)
                  .build())
          .build();

  private final Schema schema;
  private final SpecificData data;
  private final boolean takesLaterSymbols;

  /**
   * Creates a reader.
   *
   * @param schema of the records
   * @param data makes them
   * @param takesLaterSymbols whether a symbol that an enum does not have is read as the enum's
   *     default, as in Avro, rather than rejected. If it is rejected, so is the default, which only
   *     stands for such symbols, and a missing one
   */
  JsonRecordReader(Schema schema, SpecificData data, boolean takesLaterSymbols) {
    this.schema = schema;
    this.data = data;
    this.takesLaterSymbols = takesLaterSymbols;
  }

  /** Whether a value is such a record, valid or not. */
  static boolean starts(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{';
  }

  /**
   * Reads a record.
   *
   * @param bytes start with a brace
   * @throws InvalidFieldException if they are not a valid record
   */
  @SuppressWarnings("unchecked") // The data returns the class of the schema.
  T read(byte[] bytes) {
    try (JsonParser json = factory.createParser(bytes)) {
      try {
        json.nextToken();
        Object record = record(json, schema);
        if (json.nextToken() != null) {
          throw new InvalidFieldException("value", "has more after the end of the JSON object");
        }
        return (T) record;
      } catch (JsonEOFException e) {
        throw new InvalidFieldException(
            known(field(json)), "is not complete: the JSON ends too early");
      } catch (JsonProcessingException e) {
        throw unreadable(
            known(field(json)),
            String.format(
                Locale.ROOT,
                " at byte %d: %s",
                json.currentLocation().getByteOffset(),
                // Without its advice to change the parser.
                e.getOriginalMessage().replaceFirst(": enable `.*", "")));
      }
    } catch (IOException e) {
      throw unreadable("value", ": " + e.getMessage());
    }
  }

  /** The names of faults are few: they are counted. */
  private String known(String field) {
    return schema.getField(field) == null ? "value" : field;
  }

  private static InvalidFieldException unreadable(String field, String why) {
    return new InvalidFieldException(field, "cannot be read as JSON" + why);
  }

  private Object record(JsonParser json, Schema schema) throws IOException {
    Object record = data.newRecord(null, schema);
    BitSet found = new BitSet();
    String other = null;
    boolean hasPayload = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      Schema.Field field = schema.getField(name);
      json.nextToken();
      if (field == null) {
        other = other == null ? name : other;
        hasPayload |= name.equals("payload");
        json.skipChildren();
      } else if (found.get(field.pos())) {
        throw new InvalidFieldException(field(json), "is in the JSON object twice");
      } else {
        found.set(field.pos());
        data.setField(record, name, field.pos(), value(json, field.schema()));
      }
    }
    for (Schema.Field field : schema.getFields()) {
      if (!found.get(field.pos())) {
        data.setField(record, field.name(), field.pos(), byDefault(field, other, hasPayload));
      }
    }
    return record;
  }

  private Object byDefault(Schema.Field field, @Nullable String other, boolean hasPayload) {
    if (field.hasDefaultValue() && (takesLaterSymbols || field.schema().getEnumDefault() == null)) {
      return data.getDefaultValue(field);
    }
    if (hasPayload) {
      throw new InvalidFieldException(
          field.name(),
          "is missing; the record seems to be inside a field 'payload': in Kafka Connect, set"
              + " value.converter.schemas.enable=false");
    }
    throw new InvalidFieldException(
        field.name(),
        other == null ? "is missing" : "is missing; there is an unknown field " + shown(other));
  }

  private @Nullable Object value(JsonParser json, Schema schema) throws IOException {
    return switch (schema.getType()) {
      case STRING -> text(json, "text");
      case ENUM -> symbol(json, schema);
      case INT -> (int) whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG ->
          schema.getLogicalType() == null
              ? whole(json, Long.MIN_VALUE, Long.MAX_VALUE)
              : time(json);
      case FLOAT -> number(json).getFloatValue();
      case DOUBLE -> number(json).getDoubleValue();
      case BOOLEAN -> {
        if (!json.currentToken().isBoolean()) {
          throw not(json, "true or false");
        }
        yield json.getBooleanValue();
      }
      case RECORD -> record(require(json, JsonToken.START_OBJECT, "an object"), schema);
      case MAP -> map(json, schema.getValueType());
      case ARRAY -> floats(json, schema);
      case UNION -> nullable(json, schema);
      default -> throw new IllegalStateException("no JSON for " + schema.getType());
    };
  }

  private @Nullable Object nullable(JsonParser json, Schema union) throws IOException {
    for (Schema branch : union.getTypes()) {
      if (branch.getType() == Schema.Type.NULL && json.hasToken(JsonToken.VALUE_NULL)) {
        return null;
      } else if (branch.getType() != Schema.Type.NULL && !json.hasToken(JsonToken.VALUE_NULL)) {
        return value(json, branch);
      }
    }
    throw not(json, "a value");
  }

  private Object symbol(JsonParser json, Schema schema) throws IOException {
    String substitute = schema.getEnumDefault();
    List<String> symbols =
        schema.getEnumSymbols().stream()
            .filter(each -> takesLaterSymbols || !each.equals(substitute))
            .toList();
    String expected = "one of " + String.join(", ", symbols);
    String symbol = text(json, expected);
    if (symbols.contains(symbol)) {
      return data.createEnum(symbol, schema);
    }
    if (!takesLaterSymbols || substitute == null) {
      throw not(json, expected);
    }
    return data.createEnum(substitute, schema);
  }

  private Map<String, Object> map(JsonParser json, Schema values) throws IOException {
    require(json, JsonToken.START_OBJECT, "an object");
    Map<String, Object> map = new HashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      map.put(name, value(json, values));
    }
    return map;
  }

  /** No schema has arrays of anything else. */
  private static FloatArray floats(JsonParser json, Schema schema) throws IOException {
    require(json, JsonToken.START_ARRAY, "an array of numbers");
    FloatArray floats = new FloatArray(0, schema);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      floats.add(floats.size(), number(json).getFloatValue());
    }
    return floats;
  }
}
