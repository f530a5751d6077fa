// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.nio.ByteBuffer;

/**
 * The header of Confluent's wire format: a zero and the schema's registry id as a big-endian 4-byte
 * integer.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">The
 *     format's description</a>
 */
final class ConfluentHeader {

  private static final byte MAGIC = 0;
  static final int LENGTH = 1 + Integer.BYTES;

  private ConfluentHeader() {}

  static byte[] of(int id) {
    return ByteBuffer.allocate(LENGTH).put(MAGIC).putInt(id).array();
  }

  /** Whether a record starts with such a header. */
  static boolean starts(byte[] bytes) {
    return bytes.length >= LENGTH && bytes[0] == MAGIC;
  }

  /** The id in a record that starts with such a header. */
  static int id(byte[] bytes) {
    // Not ByteBuffer.wrap, which may allocate: this runs for every record.
    return (bytes[1] << 24)
        | ((bytes[2] & 0xFF) << 16)
        | ((bytes[3] & 0xFF) << 8)
        | (bytes[4] & 0xFF);
  }
}
