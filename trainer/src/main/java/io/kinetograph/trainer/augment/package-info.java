// SPDX-License-Identifier: Apache-2.0
/**
 * Data augmentation: {@link io.kinetograph.trainer.augment.Augmenter} turns a recorded segment into
 * a plausible variation of it, or into a motion that is none of the activities ({@code
 * UnknownMotion}). {@code Mirror} exchanges left and right; {@code SensorFaults} are those of other
 * makers' units.
 */
@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
