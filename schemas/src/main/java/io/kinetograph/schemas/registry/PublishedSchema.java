// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
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

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(GenericData.STRING_PROP);
    }
    node.forEach(PublishedSchema::strip);
  }
}
