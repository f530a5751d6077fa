/** Trains the network: settings, batches, optimiser, epochs, checkpoints. */
@NullMarked
package io.kinetograph.trainer.training;

import org.jspecify.annotations.NullMarked;
