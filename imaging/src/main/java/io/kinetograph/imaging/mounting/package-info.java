// SPDX-License-Identifier: Apache-2.0
/**
 * How body units are strapped on. A {@link io.kinetograph.imaging.mounting.Rotation} turns the
 * accelerations of one unit; a {@link io.kinetograph.imaging.mounting.Mounting} has one for each
 * unit. The {@link io.kinetograph.imaging.mounting.MountingContract} says how the units of the data
 * set sit.
 *
 * <p>{@link io.kinetograph.imaging.mounting.MountingEstimator} finds a wearer's {@link
 * io.kinetograph.imaging.mounting.MountingEstimate}: by gravity while the wearer stands, and by
 * comparison with the {@link io.kinetograph.imaging.mounting.WalkingReference} while the wearer
 * walks.
 */
@NullMarked
package io.kinetograph.imaging.mounting;

import org.jspecify.annotations.NullMarked;
