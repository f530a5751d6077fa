// SPDX-License-Identifier: Apache-2.0
/**
 * Trains the network. {@link io.kinetograph.trainer.training.TrainingFolder} starts or resumes a
 * run, and {@link io.kinetograph.trainer.training.Training} is its loop over epochs. {@code
 * EpochTrainer} is the loop over the steps of an epoch: it asks {@code OneCycleSchedule} for the
 * learning rate, {@code DataLoader} for the pictures, {@code NetworkTrainer} for a step (forward,
 * backward, {@code AdamW} with the moving average of the weights), and writes a checkpoint. {@code
 * MetricsLog} has the metrics. {@link io.kinetograph.trainer.training.LearningRateFinder} looks for
 * a peak rate; {@link io.kinetograph.trainer.training.TrainedModel} is the result.
 */
@NullMarked
package io.kinetograph.trainer.training;

import org.jspecify.annotations.NullMarked;
