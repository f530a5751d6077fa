package io.kinetograph.streams.segment;

/** Why a segment closed. */
enum CloseReason {
  /** Every expected unit has delivered all of it. */
  COMPLETE,
  /** The wearer's newest event time is past its end and the grace. */
  GRACE,
  /** The wearer has been silent for the idle timeout. */
  IDLE
}
