package io.kinetograph.trainer.crossvalidation;

/**
 * Accuracy with only some units worn.
 *
 * @param units such as {@code both-arms}
 * @param accuracy over folds
 */
public record WornUnitsAccuracy(String units, MeanAndDeviation accuracy) {}
