/**
 * Data augmentation: {@link io.kinetograph.trainer.augment.Augmenter} makes, from a recorded
 * segment, one that might have been recorded as well. {@code Mirror} exchanges left and right;
 * {@code SameActivityIndex} finds segments of other subjects, to exchange units with.
 */
@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
