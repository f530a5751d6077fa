// SPDX-License-Identifier: Apache-2.0
/**
 * How body units are strapped on. A {@link io.kinetograph.imaging.mounting.Rotation} turns the
 * accelerations of one unit; a {@link io.kinetograph.imaging.mounting.Mounting} has one for each
 * unit.
 */
@NullMarked
package io.kinetograph.imaging.mounting;

import org.jspecify.annotations.NullMarked;
