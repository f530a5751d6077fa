package io.kinetograph.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The header of Avro's single-object encoding: C3 01 and the CRC-64-AVRO fingerprint of the
 * writer's schema, which is one of those that this build holds.
 */
final class SingleObjectWriters {

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

  private final String record;
  private final byte[] header;
  private final SchemaStore.Cache writers = new SchemaStore.Cache();

  /** Knows the current schema and every released version of it. */
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

  /** The header of the current schema; not to be changed. */
  byte[] header() {
    return header;
  }

  /**
   * Whose schema a record was written with.
   *
   * @throws SerializationException if the header is another one or of a schema that is not known
   */
  Schema writer(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
      throw new SerializationException(
          "not Avro single-object encoding: starts with " + start(bytes));
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
    Schema writer = writers.findByFingerprint(fingerprint);
    if (writer == null) {
      throw new SerializationException(
          "of a schema that no release of %s has: starts with %s".formatted(record, start(bytes)));
    }
    return writer;
  }

  private static String start(byte[] bytes) {
    return bytes.length == 0
        ? "no byte"
        : "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_LENGTH));
  }
}
