// SPDX-License-Identifier: Apache-2.0
/**
 * Data augmentation: {@link io.kinetograph.trainer.augment.Augmenter} turns a recorded segment into
 * a plausible variation of it. {@code Mirror} exchanges left and right; {@code SameActivityIndex}
 * finds segments of other subjects, to exchange units with.
 */
@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
