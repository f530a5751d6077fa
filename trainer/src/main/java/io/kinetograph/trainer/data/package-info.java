/** Recordings in the layout of the UCI Daily and Sports Activities data set. */
@NullMarked
package io.kinetograph.trainer.data;

import org.jspecify.annotations.NullMarked;
