/**
 * Data augmentation: {@link io.kinetograph.trainer.augment.Augmenter} makes, from a recorded
 * segment, one that might have been recorded as well.
 */
@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
