// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes records as JSON objects with the names of the schema's fields. Instants are text in ISO
 * 8601; a value of a union has no type around it, unlike in Avro's own JSON.
 */
final class JsonRecordWriter {

  private final JsonFactory factory = new JsonFactory();
  private final SpecificData data;

  JsonRecordWriter(SpecificData data) {
    this.data = data;
  }

  byte[] write(SpecificRecord record) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = factory.createGenerator(bytes)) {
      write(json, record.getSchema(), record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json, Schema schema, Object value) throws IOException {
    switch (schema.getType()) {
      case RECORD -> {
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
          json.writeFieldName(field.name());
          write(json, field.schema(), ((SpecificRecord) value).get(field.pos()));
        }
        json.writeEndObject();
      }
      case MAP -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          json.writeFieldName(entry.getKey().toString());
          write(json, schema.getValueType(), entry.getValue());
        }
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        for (Object element : (List<?>) value) {
          write(json, schema.getElementType(), element);
        }
        json.writeEndArray();
      }
      case UNION -> write(json, schema.getTypes().get(data.resolveUnion(schema, value)), value);
      case NULL -> json.writeNull();
      case FLOAT -> json.writeNumber((float) value);
      case DOUBLE -> json.writeNumber((double) value);
      case BOOLEAN -> json.writeBoolean((boolean) value);
      case INT -> json.writeNumber((int) value);
      case LONG -> {
        if (value instanceof Long number) {
          json.writeNumber(number);
        } else {
          json.writeString(value.toString());
        }
      }
      default -> json.writeString(value.toString());
    }
  }
}
