package io.kinetograph.trainer.crossvalidation;

/**
 * One of the trainings that a protocol asks for.
 *
 * @param number it can be chosen by: of the fold, the repeat or the subject, from 1
 * @param name of its folder, such as {@code fold-03}
 * @param holdout what is kept back, in the form that {@link
 *     io.kinetograph.trainer.data.Holdout#parse} reads
 */
public record Part(int number, String name, String holdout) {}
