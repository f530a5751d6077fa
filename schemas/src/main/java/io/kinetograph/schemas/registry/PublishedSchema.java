// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;

/** A generated class's schema as it is registered: without the properties that only Java uses. */
final class PublishedSchema {

  private PublishedSchema() {}

  static Schema of(Schema schema) {
    try {
      JsonNode tree = new ObjectMapper().readTree(schema.toString());
      strip(tree);
      return new Schema.Parser().parse(tree.toString());
    } catch (JacksonException e) {
      throw new IllegalStateException("a schema's own text is not JSON", e);
    }
  }

  /**
   * Whether a schema describes the records of another one: they have the same bytes, and it says
   * nothing else of what the bytes mean, such as microseconds for milliseconds. It may say nothing.
   */
  static boolean describes(Schema schema, Schema records) {
    // Without documentation, defaults and logical types.
    return SchemaNormalization.toParsingForm(schema)
            .equals(SchemaNormalization.toParsingForm(records))
        && hasSameUnits(schema, records);
  }

  /** Our schemas do not contain themselves, so neither does one of the same form. */
  private static boolean hasSameUnits(Schema schema, Schema records) {
    LogicalType unit = schema.getLogicalType();
    LogicalType expected = records.getLogicalType();
    if (unit != null && (expected == null || !unit.getName().equals(expected.getName()))) {
      return false;
    }
    return switch (schema.getType()) {
      case RECORD ->
          schema.getFields().stream()
              .allMatch(
                  field ->
                      hasSameUnits(field.schema(), records.getFields().get(field.pos()).schema()));
      case UNION ->
          IntStream.range(0, schema.getTypes().size())
              .allMatch(i -> hasSameUnits(schema.getTypes().get(i), records.getTypes().get(i)));
      case ARRAY -> hasSameUnits(schema.getElementType(), records.getElementType());
      case MAP -> hasSameUnits(schema.getValueType(), records.getValueType());
      default -> true;
    };
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(GenericData.STRING_PROP);
    }
    node.forEach(PublishedSchema::strip);
  }
}
