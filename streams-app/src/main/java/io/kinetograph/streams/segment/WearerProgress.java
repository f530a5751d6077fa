package io.kinetograph.streams.segment;

import java.nio.ByteBuffer;

/**
 * What stays of a wearer when no segment is open.
 *
 * @param nextStartMicros start of the first segment that has not closed
 * @param closedMillis when the one before it was done with, by the {@link IdleClock}
 */
record WearerProgress(long nextStartMicros, long closedMillis) {

  byte[] toBytes() {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(nextStartMicros)
        .putLong(closedMillis)
        .array();
  }

  static WearerProgress fromBytes(byte[] bytes) {
    ByteBuffer progress = ByteBuffer.wrap(bytes);
    return new WearerProgress(progress.getLong(), progress.getLong());
  }

  /** Whether neither the wearer's clock nor ours has shown anything since an instant. */
  boolean isBefore(long millis) {
    return closedMillis < millis && nextStartMicros < 1000 * millis;
  }
}
