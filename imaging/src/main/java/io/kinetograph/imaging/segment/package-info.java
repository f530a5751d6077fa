/** Samples on their way into the 5-second {@link io.kinetograph.imaging.segment.Segment}. */
@NullMarked
package io.kinetograph.imaging.segment;

import org.jspecify.annotations.NullMarked;
