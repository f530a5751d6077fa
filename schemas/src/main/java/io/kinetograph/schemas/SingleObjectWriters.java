// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The header of Avro's single-object encoding, C3 01 and the CRC-64-AVRO fingerprint of the
 * writer's schema, and the schemas that this build can read.
 */
final class SingleObjectWriters {

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

  private final String record;
  private final byte[] header;
  private final SchemaStore.Cache writers = new SchemaStore.Cache();

  /** Can read the current schema and its released versions. */
  SingleObjectWriters(Schema schema) {
    this.record = schema.getName();
    this.header =
        ByteBuffer.allocate(HEADER_LENGTH)
            .put(MARKER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(SchemaNormalization.parsingFingerprint64(schema))
            .array();
    ReleasedSchemas.of(record).forEach(this::add);
    add(schema);
  }

  void add(Schema writer) {
    writers.addSchema(writer);
  }

  /** The header of the current schema; do not change it. */
  byte[] header() {
    return header;
  }

  /** Whether a record was written with the current schema. */
  boolean isCurrent(byte[] bytes) {
    return bytes.length >= HEADER_LENGTH
        && Arrays.equals(bytes, 0, HEADER_LENGTH, header, 0, HEADER_LENGTH);
  }

  /**
   * The schema that a record was written with.
   *
   * @throws SerializationException if the header is another one, or the schema is unknown
   */
  Schema writer(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
      throw new SerializationException("not Avro single-object encoding: " + start(bytes));
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
    Schema writer = writers.findByFingerprint(fingerprint);
    if (writer == null) {
      throw new SerializationException(
          "encoded with a schema that is not a released version of %s: %s"
              .formatted(record, start(bytes)));
    }
    return writer;
  }

  private static String start(byte[] bytes) {
    return bytes.length == 0
        ? "is empty"
        : "starts with 0x"
            + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_LENGTH));
  }
}
