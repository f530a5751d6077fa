/**
 * What a training run keeps on disk to be resumed, exported and continued by another run. {@code
 * run.json} ({@link io.kinetograph.trainer.checkpoint.RunDescription}) holds what does not change:
 * settings, labels, preprocessing. {@code checkpoint.safetensors} holds what every epoch changes:
 * weights, EMA weights, optimizer moments and counters, in one file, so that a stop at any moment
 * leaves one epoch's state or the next one's, never a mixture. {@link
 * io.kinetograph.trainer.checkpoint.Checkpoint} joins the two; {@link
 * io.kinetograph.trainer.checkpoint.SafetensorsFile} is the file format.
 */
@NullMarked
package io.kinetograph.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
