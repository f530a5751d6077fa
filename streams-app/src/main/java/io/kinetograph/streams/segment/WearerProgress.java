// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.nio.ByteBuffer;

/**
 * What the store keeps of a wearer.
 *
 * @param nextStartMicros start of the first segment that has not closed, in event time
 * @param closedMillis when the segment before it was forgotten, by the {@link IdleClock}
 */
record WearerProgress(long nextStartMicros, long closedMillis) {

  /** The end of the year 9999. Text, for example, is a later time. */
  private static final long LATEST_MILLIS = 253_402_300_800_000L;

  byte[] toBytes() {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(nextStartMicros)
        .putLong(closedMillis)
        .array();
  }

  /** Whether a stored value is a progress, as far as it can be known. */
  static boolean isValid(byte[] stored) {
    if (stored.length != 2 * Long.BYTES) {
      return false;
    }
    WearerProgress progress = fromBytes(stored);
    return progress.closedMillis >= 0
        && progress.closedMillis < LATEST_MILLIS
        && Math.abs(progress.nextStartMicros / 1000) < LATEST_MILLIS;
  }

  static WearerProgress fromBytes(byte[] bytes) {
    ByteBuffer progress = ByteBuffer.wrap(bytes);
    return new WearerProgress(progress.getLong(), progress.getLong());
  }

  /** Whether both the wearer's event time and the idle clock's are before a time. */
  boolean isBefore(long millis) {
    return closedMillis < millis && nextStartMicros < 1000 * millis;
  }
}
