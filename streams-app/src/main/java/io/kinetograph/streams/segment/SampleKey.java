package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Names a run of stored samples. Keys sort by wearer, then slice of time, so that a segment's
 * samples are one range and those of a wearer another.
 *
 * @param wearer the wearer's id
 * @param sliceMicros start of the slice the samples lie in
 * @param unit where they were taken
 * @param startMicros the first sample's time
 * @param periodMicros from one sample to the next
 * @param size how many samples there are
 */
record SampleKey(
    String wearer, long sliceMicros, BodyUnit unit, long startMicros, int periodMicros, int size) {

  private static final int HEAD = Short.BYTES;
  private static final int TAIL =
      Long.BYTES + Byte.BYTES + Long.BYTES + Integer.BYTES + Short.BYTES;

  Bytes toBytes() {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[HEAD + id.length + TAIL];
    ByteBuffer.wrap(key)
        .putShort((short) id.length)
        .put(id)
        .putLong(sliceMicros)
        .put((byte) unit.index())
        .putLong(startMicros)
        .putInt(periodMicros)
        .putShort((short) size);
    return Bytes.wrap(key);
  }

  static SampleKey fromBytes(Bytes bytes) {
    ByteBuffer key = ByteBuffer.wrap(bytes.get());
    byte[] wearer = new byte[key.getShort()];
    key.get(wearer);
    return new SampleKey(
        new String(wearer, StandardCharsets.UTF_8),
        key.getLong(),
        BodyUnit.at(key.get()),
        key.getLong(),
        key.getInt(),
        key.getShort());
  }

  /** The smallest key of a wearer at or behind the start of a slice; times are never negative. */
  static Bytes lowest(String wearer, long sliceMicros) {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[HEAD + id.length + Long.BYTES];
    ByteBuffer.wrap(key).putShort((short) id.length).put(id).putLong(Math.max(0, sliceMicros));
    return Bytes.wrap(key);
  }
}
