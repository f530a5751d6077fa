package io.kinetograph.benchmarks.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** Keys that sort by wearer, then time, then whatever a design puts behind them. */
final class Keys {

  private Keys() {}

  static Bytes of(String wearer, long time, byte[] rest) {
    byte[] id = wearer.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Short.BYTES + id.length + Long.BYTES + rest.length)
            .putShort((short) id.length)
            .put(id)
            .putLong(time)
            .put(rest)
            .array());
  }

  static Bytes of(String wearer, long time) {
    return of(wearer, time, new byte[0]);
  }

  /** What a design put behind wearer and time. */
  static ByteBuffer rest(Bytes key) {
    ByteBuffer bytes = ByteBuffer.wrap(key.get());
    return bytes.position(Short.BYTES + bytes.getShort(0) + Long.BYTES);
  }
}
