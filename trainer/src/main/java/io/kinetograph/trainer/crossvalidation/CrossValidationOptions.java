package io.kinetograph.trainer.crossvalidation;

/**
 * How a protocol is gone about; none of it changes what a fold comes to.
 *
 * @param threads that compute, at least 1
 * @param watch whether the kept back part is judged after each epoch, which decides nothing
 * @param byUnits whether each fold is also judged with only some units worn
 * @param keepCheckpoints whether the checkpoint of a finished fold stays
 */
public record CrossValidationOptions(
    int threads, boolean watch, boolean byUnits, boolean keepCheckpoints) {}
