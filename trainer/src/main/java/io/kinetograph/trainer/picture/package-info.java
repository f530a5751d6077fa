/** Fits to the training set how segments become pictures. */
@NullMarked
package io.kinetograph.trainer.picture;

import org.jspecify.annotations.NullMarked;
