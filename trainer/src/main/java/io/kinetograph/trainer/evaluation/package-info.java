/** Judges a classifier on segments whose activity is known. */
@NullMarked
package io.kinetograph.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
