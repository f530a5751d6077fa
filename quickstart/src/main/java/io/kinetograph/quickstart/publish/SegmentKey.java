// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

/**
 * Identifies a segment of a wearer.
 *
 * @param wearer the wearer's id
 * @param startMillis start of the segment in event time, in milliseconds since the epoch
 */
public record SegmentKey(String wearer, long startMillis) {}
