package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;

/**
 * A finished fold as it was found.
 *
 * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
 * @param notes what is known of it
 * @param evaluation what every kept back segment was named
 */
record KeptFold(String name, FoldNotes notes, Evaluation evaluation) {

  long seed() {
    return Long.parseLong(notes.setting("seed"));
  }
}
