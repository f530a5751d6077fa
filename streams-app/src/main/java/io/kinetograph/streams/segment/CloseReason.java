// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.Locale;

/** Why a segment closed. */
public enum CloseReason {
  /** Every expected unit has delivered all of it. */
  COMPLETE,
  /**
   * The wearer's newest event time is past the segment's end plus the grace, or a unit is too far
   * ahead of it.
   */
  GRACE,
  /** The wearer has been idle for the idle timeout. */
  IDLE,
  /** It was open for too long: the wearable's clock stands still, or a unit is far ahead. */
  MAX_OPEN,
  /** The samples of all wearers took too much memory, and this was the oldest open segment. */
  MEMORY;

  /** The value of the metrics' tag {@code reason}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
