// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The header of Avro's single-object encoding, C3 01 and the fingerprint of the writer's schema,
 * and the schemas that this build can read. Each has the fingerprints of all libraries, see {@link
 * CanonicalForm}.
 */
final class SingleObjectWriters {

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  static final int HEADER_LENGTH = MARKER.length + Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The marker, Confluent's header of a small id, or JSON, each in Base64. */
  private static final Pattern BASE64 = Pattern.compile("ww[E-H]|AAAAA|eyJ");

  private final String record;
  private final byte[] header;
  private final long[] current;
  private final Map<Long, Schema> writers = new HashMap<>();

  /** Can read the current schema and its released versions. */
  SingleObjectWriters(Schema schema) {
    this(schema, ReleasedSchemas.of(schema.getName()));
  }

  SingleObjectWriters(Schema schema, List<Schema> released) {
    this.record = schema.getName();
    this.current = CanonicalForm.fingerprints(schema).stream().mapToLong(each -> each).toArray();
    this.header =
        ByteBuffer.allocate(HEADER_LENGTH)
            .put(MARKER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(current[0])
            .array();
    released.forEach(this::add);
    add(schema);
  }

  private void add(Schema writer) {
    for (long fingerprint : CanonicalForm.fingerprints(writer)) {
      Schema other = writers.putIfAbsent(fingerprint, writer);
      if (other != null && !CanonicalForm.same(other, writer)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT, "two schemas of %s have the fingerprint %016x", record, fingerprint));
      }
    }
  }

  /** The header of the current schema; do not change it. */
  byte[] header() {
    return header;
  }

  /** Whether a record was written with the current schema. */
  boolean isCurrent(byte[] bytes) {
    if (!starts(bytes)) {
      return false;
    }
    long fingerprint = (long) LONGS.get(bytes, MARKER.length);
    for (long known : current) {
      if (known == fingerprint) {
        return true;
      }
    }
    return false;
  }

  /** Whether a record was written with a schema that this build can read. */
  boolean knows(byte[] bytes) {
    return starts(bytes) && writers.containsKey((long) LONGS.get(bytes, MARKER.length));
  }

  /** Whether a record starts with such a header, of any schema. */
  static boolean starts(byte[] bytes) {
    return bytes.length >= HEADER_LENGTH && bytes[0] == MARKER[0] && bytes[1] == MARKER[1];
  }

  /**
   * The schema that a record was written with.
   *
   * @throws SerializationException if the header is another one, or the schema is unknown
   */
  Schema writer(byte[] bytes) {
    if (!starts(bytes)) {
      throw new SerializationException(
          "not Avro single-object encoding: " + start(bytes) + hint(bytes));
    }
    long fingerprint = (long) LONGS.get(bytes, MARKER.length);
    Schema writer = writers.get(fingerprint);
    if (writer == null && writers.containsKey(Long.reverseBytes(fingerprint))) {
      throw new SerializationException(
          "encoded with the fingerprint of %s in reverse; write its bytes in little-endian order: %s"
              .formatted(record, start(bytes)));
    }
    if (writer == null) {
      throw new SerializationException(
          "encoded with a schema that is not a released version of %s: %s"
              .formatted(record, start(bytes)));
    }
    return writer;
  }

  /** What the bytes may be instead, and what to do. */
  private static String hint(byte[] bytes) {
    if (isNearJson(bytes)) {
      return "; a record in JSON begins with '{', in UTF-8";
    }
    String text = new String(bytes, 0, Math.min(bytes.length, HEADER_LENGTH), ISO_8859_1);
    if (BASE64.matcher(text).lookingAt()) {
      return "; it looks like Base64 of a record: send the bytes themselves";
    }
    if (text.regionMatches(true, 0, "c301", 0, 4)) {
      return "; it looks like a record in hexadecimal: send the raw bytes";
    }
    return text.startsWith("\u001f\u008b")
        ? "; it looks compressed by gzip: set compression.type in the producer instead"
        : "";
  }

  /**
   * Whether a record begins as JSON in quotes, in a list, or after a blank or a byte order mark, of
   * UTF-8 or UTF-16.
   */
  private static boolean isNearJson(byte[] bytes) {
    return bytes.length > 0
        && switch (bytes[0]) {
          case '"', '[', ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xFE, (byte) 0xFF -> true;
          default -> false;
        };
  }

  private static String start(byte[] bytes) {
    return bytes.length == 0
        ? "is empty"
        : "starts with 0x"
            + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_LENGTH));
  }
}
