// SPDX-License-Identifier: Apache-2.0
/**
 * Fits the motion table of the quickstart's simulator to recordings.
 *
 * <p>{@code SimulatorFit} fits each activity of each subject with {@code MotionFit}, which searches
 * the cadence by least squares ({@code HarmonicFit}), and keeps the subject that a model labels
 * best. {@code SimulatorCheck} simulates segments by a table and lets the model classify them.
 */
@NullMarked
package io.kinetograph.trainer.simulation;

import org.jspecify.annotations.NullMarked;
