// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/** Where the segments of a wearer start. */
public enum SegmentAlignment {
  /** At multiples of the hop since the epoch: all wearers' segments end at the same instants. */
  EPOCH,
  /**
   * At these instants plus an offset that depends on the wearer's id, so that segments end, and
   * labels are due, at all times.
   */
  WEARER
}
