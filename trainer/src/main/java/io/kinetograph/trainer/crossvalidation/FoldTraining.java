package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.settings.TrainingSettings;

/**
 * A part of a protocol with one seed: one training.
 *
 * @param number of the part
 * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
 * @param settings of the training, with its seed and what is kept back
 */
public record FoldTraining(int number, String name, TrainingSettings settings) {}
