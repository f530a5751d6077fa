// SPDX-License-Identifier: Apache-2.0
/**
 * Figures of motion that were fitted to recordings, and synthetic motion from them.
 *
 * <p>A {@link MotionTable}, a CSV file, has an {@link AxisMotion} for each activity, unit and axis.
 * {@link Synthesis} makes motion from it, segment after segment. The trainer fits and checks the
 * table; the quickstart's simulated wearers move by it. {@link RuleMadeMotion} makes motion that is
 * none of the data set's activities.
 */
@NullMarked
package io.kinetograph.recordings.motion;

import org.jspecify.annotations.NullMarked;
