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

  /** Whether both the wearer's event time and the idle clock's are before a time. */
  boolean isBefore(long millis) {
    return closedMillis < millis && nextStartMicros < 1000 * millis;
  }
}
