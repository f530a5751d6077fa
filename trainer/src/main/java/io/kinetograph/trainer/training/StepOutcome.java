package io.kinetograph.trainer.training;

/**
 * What one step gave.
 *
 * @param loss mean over its pictures, before the step
 * @param right how many of them were named right
 */
record StepOutcome(double loss, int right) {}
