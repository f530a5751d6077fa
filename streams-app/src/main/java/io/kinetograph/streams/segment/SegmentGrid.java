// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;

/**
 * Where segments start: at multiples of the hop since the epoch. All times are event time in
 * microseconds.
 *
 * @param hopMicros from one segment's start to the next one's
 */
record SegmentGrid(long hopMicros) {

  /** The start of the first segment that contains a time. */
  long firstSegmentContaining(long timeMicros) {
    return (Math.floorDiv(timeMicros - Segment.LENGTH_MICROS, hopMicros) + 1) * hopMicros;
  }

  /** The first start of a segment that is not before a time. */
  long startAtOrAfter(long timeMicros) {
    return Math.floorDiv(timeMicros + hopMicros - 1, hopMicros) * hopMicros;
  }

  /** The start of the slice that contains a time; a slice is as long as the hop. */
  long sliceContaining(long timeMicros) {
    return Math.floorDiv(timeMicros, hopMicros) * hopMicros;
  }
}
