// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.schemas.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Parses the Avro body of the current schema of readings into a {@link Reading} without allocating.
 *
 * <p>It accepts only what Avro certainly reads as the same values: the wearer's bytes are those of
 * the key, integers have their shortest form, arrays have up to 1,024 elements in any number of
 * blocks, a block's declared length is that of its elements, and the body ends with the record. It
 * rejects all other bytes without a reason, even valid ones; Avro decides about them.
 */
final class BodyParser {

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** The values in the order of the schema, which is that of their indexes in a record. */
  private static final Unit[] UNITS = Unit.values();

  /** No integer: an accepted one has at most 63 bits. */
  private static final long NONE = Long.MIN_VALUE;

  private byte[] bytes = {};
  private int at;

  /**
   * Parses one body.
   *
   * @param key the record's key
   * @param value the record's value
   * @param offset of the body in the value
   * @param reading gets all fields but the wearer; undefined if the body is rejected
   * @return whether the body is accepted
   */
  boolean parse(byte[] key, byte[] value, int offset, Reading reading) {
    bytes = value;
    at = offset;
    if (integer() != key.length
        || key.length > value.length - at
        || !Arrays.equals(key, 0, key.length, value, at, at + key.length)) {
      return false;
    }
    at += key.length;
    long unit = integer();
    long startMicros = integer();
    long periodMicros = integer();
    if (unit < 0
        || unit >= UNITS.length
        || startMicros == NONE
        || periodMicros != (int) periodMicros) {
      return false;
    }
    reading.schemaUnit = UNITS[(int) unit];
    reading.startMicros = startMicros;
    reading.periodMicros = (int) periodMicros;
    return axis(reading.x) && axis(reading.y) && axis(reading.z) && at == value.length;
  }

  private boolean axis(Reading.Axis axis) {
    int size = 0;
    for (long block = integer(); block != 0; block = integer()) {
      long count = Math.abs(block);
      // NONE has no absolute value: it stays negative.
      if (count < 0 || count > Reading.MAX_SAMPLES - size) {
        return false;
      }
      int length = (int) count * Float.BYTES;
      // A negative count is followed by the block's length in bytes.
      if ((block < 0 && integer() != length) || length > bytes.length - at) {
        return false;
      }
      for (int end = at + length; at < end; at += Float.BYTES) {
        axis.samples[size++] = (float) FLOATS.get(bytes, at);
      }
    }
    axis.size = size;
    return true;
  }

  /** The next integer, a variable-length zigzag number in its shortest form, or {@link #NONE}. */
  private long integer() {
    long zigzag = 0;
    for (int shift = 0; shift < 63 && at < bytes.length; shift += 7) {
      byte next = bytes[at++];
      zigzag |= (next & 0x7FL) << shift;
      if (next >= 0) {
        boolean padded = next == 0 && shift > 0;
        return padded ? NONE : (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    return NONE;
  }
}
