// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Key of stored samples. Keys sort by wearer, then by slice of time, so the samples of a segment
 * are one range, and so are those of a wearer.
 *
 * @param wearer the wearer's id
 * @param sliceMicros event time at which the slice of the samples starts
 * @param bucket the part of the slice in which their runs start, counted from 0
 * @param part counted from 0: a full bucket continues under the next key
 */
record SampleKey(String wearer, long sliceMicros, int bucket, int part) {

  private static final int LENGTH_PREFIX = Short.BYTES;
  private static final int SUFFIX = Long.BYTES + Short.BYTES + Integer.BYTES;

  Bytes toBytes() {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[LENGTH_PREFIX + id.length + SUFFIX];
    ByteBuffer.wrap(key)
        .putShort((short) id.length)
        .put(id)
        .putLong(sliceMicros)
        .putShort((short) bucket)
        .putInt(part);
    return Bytes.wrap(key);
  }

  static SampleKey fromBytes(Bytes bytes) {
    ByteBuffer key = ByteBuffer.wrap(bytes.get());
    byte[] wearer = new byte[key.getShort()];
    key.get(wearer);
    return new SampleKey(
        new String(wearer, StandardCharsets.UTF_8), key.getLong(), key.getShort(), key.getInt());
  }

  /** The smallest key of a wearer at or after the start of a slice; times are never negative. */
  static Bytes lowest(String wearer, long sliceMicros) {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[LENGTH_PREFIX + id.length + Long.BYTES];
    ByteBuffer.wrap(key).putShort((short) id.length).put(id).putLong(Math.max(0, sliceMicros));
    return Bytes.wrap(key);
  }
}
