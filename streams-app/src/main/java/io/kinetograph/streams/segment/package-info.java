// SPDX-License-Identifier: Apache-2.0
/**
 * From readings to closed segments, by each wearer's own event time.
 *
 * <p>{@link SegmentWindows} is the entrance. It drops late samples, adds the others to the {@code
 * Slice}s of the {@code TrackedWearer} and asks the wearer's {@code WearerTimeline} which segment
 * is due; {@code SegmentGrid} says where segments and slices start. {@code OpenSlices} keeps the
 * slices in the order of their records, whose oldest is stored in the {@code TaskPlace}. A due
 * segment is resampled by {@code io.kinetograph.imaging.segment}, which also computes its coverage;
 * {@code WearCheck} leaves out the units that are not worn, and {@code CoverageResult} decides
 * whether that is enough for a label. {@code TaskWearers} has the wearers, in memory and in the
 * store. Two scans run beside it, a batch at a time ({@code WearerScans}): {@code IdleScan} closes
 * the segments of idle wearers, {@code EvictionScan} deletes wearers past their retention.
 *
 * <p>Times: {@code ...Micros} is event time, in microseconds since the epoch; {@code wallMillis} is
 * the wall clock and {@code idleClockMillis} the {@link IdleClock}, both in milliseconds.
 */
@NullMarked
package io.kinetograph.streams.segment;

import org.jspecify.annotations.NullMarked;
