// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import io.kinetograph.schemas.registry.SchemaReference;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Checks whether records of a foreign schema can be read as ours, and safely: with a schema that
 * has arrays of empty elements or contains itself, a few bytes could keep the reader busy forever.
 */
final class WriterSchemaCheck {

  static final int MAX_DEPTH = 32;
  static final int MAX_TYPES = 1_000;

  private final Schema reader;

  WriterSchemaCheck(Schema reader) {
    this.reader = reader;
  }

  /**
   * Checks a schema.
   *
   * @param id how records name it, for the message
   * @throws SerializationException if its records cannot be read
   */
  void check(SchemaReference id, Schema writer) {
    if (writer.getType() != Schema.Type.RECORD || !writer.getName().equals(reader.getName())) {
      throw rejected(
          id, "is a schema of %s, not of %s".formatted(writer.getFullName(), reader.getName()));
    }
    new Weigher(id).weigh(writer);
    var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw rejected(
          id,
          "cannot be read as %s: %s"
              .formatted(
                  reader.getName(),
                  compatibility.getResult().getIncompatibilities().stream()
                      .map(fault -> fault.getType() + " at " + fault.getLocation())
                      .collect(Collectors.joining(", "))));
    }
    for (Field field : reader.getFields()) {
      Field written = writer.getField(field.name());
      if (written != null) {
        checkUnit(id, field.name(), field.schema(), written.schema());
      }
    }
  }

  /**
   * Avro itself would read milliseconds as microseconds: both are longs. Times are fields of the
   * record, or a branch of a field's union.
   */
  private static void checkUnit(SchemaReference id, String field, Schema read, Schema written) {
    if (read.isUnion()) {
      read.getTypes().forEach(branch -> checkUnit(id, field, branch, written));
      return;
    }
    if (written.isUnion()) {
      written.getTypes().forEach(branch -> checkUnit(id, field, read, branch));
      return;
    }
    LogicalType ours = read.getLogicalType();
    LogicalType theirs = written.getLogicalType();
    if (ours != null && theirs != null && !ours.getName().equals(theirs.getName())) {
      throw rejected(id, "has %s in %s, not %s".formatted(field, theirs.getName(), ours.getName()));
    }
  }

  private static SerializationException rejected(SchemaReference id, String reason) {
    return new SerializationException("encoded with %s, which %s".formatted(id, reason));
  }

  /**
   * The cost of one value of a type.
   *
   * @param types number of types in it, each counted as often as it occurs
   * @param bytes the fewest bytes that a value takes
   */
  private record Weight(long types, long bytes) {}

  private static final class Weigher {

    private final SchemaReference id;
    private final IdentityHashMap<Schema, Weight> known = new IdentityHashMap<>();
    private final Set<String> open = new HashSet<>();
    private int depth;

    Weigher(SchemaReference id) {
      this.id = id;
    }

    Weight weigh(Schema schema) {
      Weight before = known.get(schema);
      if (before != null) {
        return before;
      }
      if (++depth > MAX_DEPTH) {
        throw rejected(id, "is nested deeper than " + MAX_DEPTH + " types");
      }
      Weight weight =
          switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> union(schema);
            case ARRAY -> array(schema);
            case MAP -> new Weight(1 + weigh(schema.getValueType()).types(), 1);
            case FIXED -> new Weight(1, schema.getFixedSize());
            case NULL -> new Weight(1, 0);
            default -> new Weight(1, 1);
          };
      depth--;
      if (weight.types() > MAX_TYPES) {
        throw rejected(id, "has more than " + MAX_TYPES + " types");
      }
      known.put(schema, weight);
      return weight;
    }

    private Weight record(Schema schema) {
      if (!open.add(schema.getFullName())) {
        throw rejected(id, "contains itself, in " + schema.getFullName());
      }
      long types = 1;
      long bytes = 0;
      for (Field field : schema.getFields()) {
        Weight weight = weigh(field.schema());
        types += weight.types();
        bytes += weight.bytes();
      }
      open.remove(schema.getFullName());
      return new Weight(types, bytes);
    }

    private Weight union(Schema schema) {
      long types = 1;
      for (Schema branch : schema.getTypes()) {
        types += weigh(branch).types();
      }
      return new Weight(types, 1);
    }

    private Weight array(Schema schema) {
      Weight element = weigh(schema.getElementType());
      if (element.bytes() == 0) {
        throw rejected(id, "has an array whose elements take no bytes");
      }
      return new Weight(1 + element.types(), 1);
    }
  }
}
