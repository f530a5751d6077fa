/** Judges a way of training by several trainings: protocols, their folds, and what comes out. */
@NullMarked
package io.kinetograph.trainer.crossvalidation;

import org.jspecify.annotations.NullMarked;
