// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import java.nio.ByteBuffer;

/** What the store keeps of a wearer. */
final class WearerProgress {

  /** The end of the year 9999. Text, for example, is a later time. */
  private static final long LATEST_MILLIS = 253_402_300_800_000L;

  private static final int TIMES_BYTES = 2 * Long.BYTES;
  private static final int STILL_BYTES = BodyUnit.COUNT * Integer.BYTES;

  /** The last byte of a wearer who never got a label. */
  private static final byte UNLABELED = 1;

  private final long nextStartMicros;
  private final long closedMillis;
  private final boolean isLabeled;
  private final int[] stillMillis;

  /**
   * Creates a progress.
   *
   * @param nextStartMicros start of the first segment that has not closed, in event time
   * @param closedMillis when the segment before it was forgotten, by the {@link IdleClock}
   * @param isLabeled whether a segment got a label
   * @param stillMillis by unit, how long it has lain still, see {@link WearCheck}
   */
  WearerProgress(long nextStartMicros, long closedMillis, boolean isLabeled, int[] stillMillis) {
    this.nextStartMicros = nextStartMicros;
    this.closedMillis = closedMillis;
    this.isLabeled = isLabeled;
    this.stillMillis = stillMillis;
  }

  long nextStartMicros() {
    return nextStartMicros;
  }

  long closedMillis() {
    return closedMillis;
  }

  boolean isLabeled() {
    return isLabeled;
  }

  int[] stillMillis() {
    return stillMillis;
  }

  /** The stored form, which is shorter if no unit has lain still, and after a label. */
  byte[] toBytes() {
    boolean isStill = false;
    for (int millis : stillMillis) {
      isStill |= millis > 0;
    }
    ByteBuffer stored =
        ByteBuffer.allocate(TIMES_BYTES + (isStill ? STILL_BYTES : 0) + (isLabeled ? 0 : 1));
    stored.putLong(nextStartMicros).putLong(closedMillis);
    if (isStill) {
      for (int millis : stillMillis) {
        stored.putInt(millis);
      }
    }
    if (!isLabeled) {
      stored.put(UNLABELED);
    }
    return stored.array();
  }

  /** Whether a stored value is a progress, as far as it can be known. */
  static boolean isValid(byte[] stored) {
    int length = isUnlabeled(stored) ? stored.length - 1 : stored.length;
    if (length != TIMES_BYTES && length != TIMES_BYTES + STILL_BYTES) {
      return false;
    }
    WearerProgress progress = fromBytes(stored);
    for (int millis : progress.stillMillis) {
      if (millis < 0) {
        return false;
      }
    }
    return progress.closedMillis >= 0
        && progress.closedMillis < LATEST_MILLIS
        && Math.abs(progress.nextStartMicros / 1000) < LATEST_MILLIS;
  }

  /** The other lengths are even. */
  private static boolean isUnlabeled(byte[] stored) {
    return stored.length % 2 == 1 && stored[stored.length - 1] == UNLABELED;
  }

  static WearerProgress fromBytes(byte[] bytes) {
    ByteBuffer progress = ByteBuffer.wrap(bytes);
    long nextStartMicros = progress.getLong();
    long closedMillis = progress.getLong();
    int[] stillMillis = new int[BodyUnit.COUNT];
    for (int unit = 0; progress.remaining() >= Integer.BYTES; unit++) {
      stillMillis[unit] = progress.getInt();
    }
    return new WearerProgress(nextStartMicros, closedMillis, !isUnlabeled(bytes), stillMillis);
  }

  /** Whether both the wearer's event time and the idle clock's are before a time. */
  boolean isBefore(long millis) {
    return closedMillis < millis && nextStartMicros < 1000 * millis;
  }
}
