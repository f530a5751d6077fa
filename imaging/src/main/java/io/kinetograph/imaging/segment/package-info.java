// SPDX-License-Identifier: Apache-2.0
/**
 * From samples to the 5-second {@link Segment}.
 *
 * <p>{@link SegmentAssembler} collects the samples of each {@link BodyUnit} in any order ({@code
 * UnitSamples}). {@code UnitResampler} resamples a unit to the segment's 25 Hz grid and counts the
 * instants that were measured. Their share is the unit's coverage; the mean of the five units is
 * the segment's.
 */
@NullMarked
package io.kinetograph.imaging.segment;

import org.jspecify.annotations.NullMarked;
