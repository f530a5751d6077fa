// SPDX-License-Identifier: Apache-2.0
/**
 * The files of a training run from which it is resumed, exported, or continued by another run.
 * {@code run.json} ({@link io.kinetograph.trainer.checkpoint.RunDescription}) contains what does
 * not change: settings, labels, preprocessing. {@code checkpoint.safetensors} contains what every
 * epoch changes: weights, EMA weights, optimizer moments and counters. It is one file, so that an
 * interruption leaves the state of one epoch and never a mixture of two. {@link
 * io.kinetograph.trainer.checkpoint.Checkpoint} joins the two; {@link
 * io.kinetograph.trainer.checkpoint.SafetensorsFile} is the file format.
 */
@NullMarked
package io.kinetograph.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
