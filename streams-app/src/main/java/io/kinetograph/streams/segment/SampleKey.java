package io.kinetograph.streams.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Names stored samples. Keys sort by wearer, then slice of time, so that a segment's samples are
 * one range and those of a wearer another.
 *
 * @param wearer the wearer's id
 * @param sliceMicros start of the slice the samples lie in
 * @param bucket the stretch of the slice in which their runs begin, counted from 0
 * @param part counted from 0: a bucket that is full is continued under the next key
 */
record SampleKey(String wearer, long sliceMicros, int bucket, int part) {

  private static final int HEAD = Short.BYTES;
  private static final int TAIL = Long.BYTES + Short.BYTES + Integer.BYTES;

  Bytes toBytes() {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[HEAD + id.length + TAIL];
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

  /** The smallest key of a wearer at or behind the start of a slice; times are never negative. */
  static Bytes lowest(String wearer, long sliceMicros) {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[HEAD + id.length + Long.BYTES];
    ByteBuffer.wrap(key).putShort((short) id.length).put(id).putLong(Math.max(0, sliceMicros));
    return Bytes.wrap(key);
  }
}
