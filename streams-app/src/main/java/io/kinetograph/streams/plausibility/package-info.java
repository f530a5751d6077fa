// SPDX-License-Identifier: Apache-2.0
/**
 * Looks at closed segments for units whose readings can hardly be what the schema says: another
 * unit of acceleration, no gravity, values that are cut off, a wrong sample period, two devices
 * under one id.
 *
 * <p>{@link Plausibility} asks {@code MagnitudeCheck}, {@code TimingCheck} and {@code
 * ClippingCheck} about each unit of a segment. It counts and logs what they find in several
 * segments one after the other. It changes nothing: labels are as they would be without it.
 */
@NullMarked
package io.kinetograph.streams.plausibility;

import org.jspecify.annotations.NullMarked;
