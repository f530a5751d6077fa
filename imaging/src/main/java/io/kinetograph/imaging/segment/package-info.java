/**
 * From samples to the 5-second {@link Segment}.
 *
 * <p>{@link SegmentAssembler} collects the samples of each {@link BodyUnit} in time order and
 * resamples them to the segment's 25 Hz grid; what was measured of each unit becomes its coverage.
 */
@NullMarked
package io.kinetograph.imaging.segment;

import org.jspecify.annotations.NullMarked;
