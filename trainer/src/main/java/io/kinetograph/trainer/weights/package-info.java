// SPDX-License-Identifier: Apache-2.0
/**
 * Initial weights of a training that are not random: {@link
 * io.kinetograph.trainer.weights.PretrainedWeights} of a published file, or {@link
 * io.kinetograph.trainer.weights.CheckpointWeights} of an earlier run, which bring that run's
 * preprocessing. {@link io.kinetograph.trainer.weights.SeenTestSet} finds out whether they have
 * seen the test set.
 */
@NullMarked
package io.kinetograph.trainer.weights;

import org.jspecify.annotations.NullMarked;
