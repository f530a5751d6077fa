// SPDX-License-Identifier: Apache-2.0
/**
 * Traces from readings to labels, by OpenTelemetry and the W3C headers {@code traceparent} and
 * {@code tracestate}; off by default.
 *
 * <p>{@link Tracing} decides where spans go. Each task has {@link SegmentTraces}, which remember
 * the trace contexts of the readings in its open segments, in memory only: after a start they come
 * from the records that are read again. When a segment gets its label, a {@link LabelSpan}
 * continues the trace of the segment's last reading, with links to the latest others, and the label
 * carries it on.
 */
@NullMarked
package io.kinetograph.streams.tracing;

import org.jspecify.annotations.NullMarked;
