// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A canonical form of schemas, whose CRC-64-AVRO is the fingerprint in single-object encoding. The
 * specification defines one, but libraries disagree about two things, so that their fingerprints of
 * the same schema differ. The bytes of a record are the same in all of them.
 *
 * @param logicalTypes how a primitive type with a logical type, such as a timestamp, is written
 * @param fullNames whether types inside a record have their full names, although the namespace is
 *     the record's
 */
record CanonicalForm(LogicalTypes logicalTypes, boolean fullNames) {

  /** How a primitive type with a logical type is written. */
  enum LogicalTypes {
    /** {@code "long"}. */
    NAME,
    /** {@code {"type":"long"}}. */
    OBJECT,
    /** {@code {"type":"long","logicalType":"timestamp-micros"}}. */
    OBJECT_WITH_LOGICAL_TYPE
  }

  /**
   * The specification's: Avro for Java, C# and Ruby, fastavro, avsc, serde_avro_fast. It has no
   * logical types.
   */
  static final CanonicalForm SPECIFIED = new CanonicalForm(LogicalTypes.NAME, true);

  /** hamba/avro for Go, apache-avro 0.16 for Rust. The only one that tells logical types apart. */
  private static final CanonicalForm COMPLETE =
      new CanonicalForm(LogicalTypes.OBJECT_WITH_LOGICAL_TYPE, true);

  /** All forms of libraries that we know; docs/wire-format.md says which versions were tried. */
  private static final List<CanonicalForm> KNOWN =
      List.of(
          SPECIFIED,
          COMPLETE,
          // avro for Python, goavro from 2.11, apache-avro for Rust from 0.17.
          new CanonicalForm(LogicalTypes.OBJECT, true),
          // goavro up to 2.10.
          new CanonicalForm(LogicalTypes.OBJECT, false),
          // apache-avro for Rust up to 0.15.
          new CanonicalForm(LogicalTypes.OBJECT_WITH_LOGICAL_TYPE, false));

  /** The fingerprints of a schema, first the specified one. */
  static Set<Long> fingerprints(Schema schema) {
    return KNOWN.stream()
        .map(form -> SchemaNormalization.fingerprint64(form.of(schema).getBytes(UTF_8)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether two schemas differ in nothing that a reader has to know. */
  static boolean same(Schema left, Schema right) {
    return COMPLETE.of(left).equals(COMPLETE.of(right));
  }

  /** A schema in this form. */
  String of(Schema schema) {
    StringBuilder text = new StringBuilder();
    append(schema, null, new HashSet<>(), text);
    return text.toString();
  }

  private void append(
      Schema schema, @Nullable String namespace, Set<String> written, StringBuilder text) {
    switch (schema.getType()) {
      case UNION -> {
        String before = "[";
        for (Schema branch : schema.getTypes()) {
          append(branch, namespace, written, text.append(before));
          before = ",";
        }
        text.append("]");
      }
      case ARRAY -> {
        append(
            schema.getElementType(),
            namespace,
            written,
            text.append("{\"type\":\"array\",\"items\":"));
        text.append("}");
      }
      case MAP -> {
        append(
            schema.getValueType(),
            namespace,
            written,
            text.append("{\"type\":\"map\",\"values\":"));
        text.append("}");
      }
      case RECORD, ENUM, FIXED -> named(schema, namespace, written, text);
      default -> text.append(primitive(schema));
    }
  }

  private void named(
      Schema schema, @Nullable String namespace, Set<String> written, StringBuilder text) {
    boolean inherited = schema.getNamespace() != null && schema.getNamespace().equals(namespace);
    String name = fullNames || !inherited ? schema.getFullName() : schema.getName();
    if (!written.add(schema.getFullName())) {
      text.append('"').append(name).append('"');
      return;
    }
    text.append("{\"name\":\"").append(name);
    text.append("\",\"type\":\"").append(schema.getType().getName()).append('"');
    switch (schema.getType()) {
      case ENUM ->
          text.append(
              schema.getEnumSymbols().stream()
                  .collect(Collectors.joining("\",\"", ",\"symbols\":[\"", "\"]")));
      case FIXED -> text.append(",\"size\":").append(schema.getFixedSize());
      default -> {
        String before = ",\"fields\":[";
        for (Schema.Field field : schema.getFields()) {
          text.append(before).append("{\"name\":\"").append(field.name()).append("\",\"type\":");
          append(field.schema(), schema.getNamespace(), written, text);
          text.append("}");
          before = ",";
        }
        text.append("]");
      }
    }
    text.append("}");
  }

  private String primitive(Schema schema) {
    String name = "\"" + schema.getType().getName() + "\"";
    LogicalType logical = schema.getLogicalType();
    if (logical == null || logicalTypes == LogicalTypes.NAME) {
      return name;
    }
    return logicalTypes == LogicalTypes.OBJECT
        ? "{\"type\":%s}".formatted(name)
        : "{\"type\":%s,\"logicalType\":\"%s\"}".formatted(name, logical.getName());
  }
}
