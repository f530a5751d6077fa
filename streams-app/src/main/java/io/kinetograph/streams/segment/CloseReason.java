// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

/** Why a segment closed. */
enum CloseReason {
  /** Every expected unit has delivered all of it. */
  COMPLETE,
  /** The wearer's newest event time is past the segment's end plus the grace. */
  GRACE,
  /** The wearer has been idle for the idle timeout. */
  IDLE
}
