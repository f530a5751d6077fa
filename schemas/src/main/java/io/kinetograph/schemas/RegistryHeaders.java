// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import io.kinetograph.schemas.registry.SchemaReference;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the serializers of registries add to records apart from Confluent's wire format. Read is the
 * header of Confluent's {@code HeaderSchemaIdSerializer}: the byte 1 and the schema's GUID in 16
 * bytes, or the byte 0 and its id in 4, before a value that is the Avro body alone. Other
 * registries get a sentence with the setting to change.
 */
final class RegistryHeaders {

  /** Confluent's. */
  static final String CONFLUENT = "__value_schema_id";

  private static final byte ID = 0;
  private static final byte GUID = 1;

  /** The start of a file, which Avro's file writers write. */
  private static final byte[] CONTAINER = {'O', 'b', 'j', 1};

  private static final byte GLUE = 3;
  private static final int GLUE_LENGTH = 18;

  private RegistryHeaders() {}

  /** The schema in Confluent's header, or null without the header. */
  static @Nullable SchemaReference confluent(Headers headers) {
    byte[] value = value(headers, CONFLUENT);
    if (value == null) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      byte version = bytes.get();
      if (version == GUID) {
        return new SchemaReference.Guid(new UUID(bytes.getLong(), bytes.getLong()));
      }
      if (version == ID) {
        return new SchemaReference.Id(bytes.getInt());
      }
    } catch (BufferUnderflowException e) {
      // Reported below.
    }
    throw new SerializationException(
        "of an unknown schema: the record header %s is 0x%s, neither 01 and a GUID nor 00 and an id"
            .formatted(CONFLUENT, HexFormat.of().formatHex(value, 0, Math.min(32, value.length))));
  }

  /**
   * Why a record without any header of ours cannot be read, if a registry's serializer wrote it.
   *
   * @return completes a sentence about the value; null if it looks like nothing known
   */
  static @Nullable String foreign(Headers headers, byte[] bytes) {
    for (String kind : new String[] {"globalId", "contentId", "contentHash", "artifactId"}) {
      String name = "apicurio.value." + kind;
      if (value(headers, name) != null) {
        return ("of a schema that is named in the record header %s; set"
                + " apicurio.registry.headers.enabled=false in the serializer of Apicurio")
            .formatted(name);
      }
    }
    byte[] type = value(headers, "content-type");
    if (type != null && new String(type, StandardCharsets.ISO_8859_1).startsWith("avro/binary+")) {
      return "in the format of Azure's schema registry (record header content-type), which is not"
          + " supported; use single-object encoding or a Confluent-compatible registry";
    }
    if (bytes.length >= GLUE_LENGTH && bytes[0] == GLUE && (bytes[1] == 0 || bytes[1] == 5)) {
      return "in the format of AWS Glue's schema registry (schema version %s), which is not supported; use single-object encoding or a Confluent-compatible registry"
          .formatted(
              new UUID(
                  ByteBuffer.wrap(bytes).getLong(2),
                  ByteBuffer.wrap(bytes).getLong(2 + Long.BYTES)));
    }
    if (Arrays.mismatch(bytes, CONTAINER) == CONTAINER.length) {
      return "an Avro file (it starts with Obj 01); write each record in single-object encoding";
    }
    return null;
  }

  private static byte @Nullable [] value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }
}
