// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated wearers for a broker that runs elsewhere. {@link Simulation} sends the readings of each
 * wearer when they are due: {@code ReadingCutter} cuts motion into readings of any sample rate and
 * length, {@link UnitClocks} says which units are worn and how wrong their clocks are, and {@link
 * RadioLink} loses, delays and repeats readings as a radio link does. {@link Traffic} counts what
 * was sent.
 */
@NullMarked
package io.kinetograph.quickstart.simulate;

import org.jspecify.annotations.NullMarked;
