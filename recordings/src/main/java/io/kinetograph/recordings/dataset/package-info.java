/** Recordings in the layout of the UCI Daily and Sports Activities data set. */
@NullMarked
package io.kinetograph.recordings.dataset;

import org.jspecify.annotations.NullMarked;
