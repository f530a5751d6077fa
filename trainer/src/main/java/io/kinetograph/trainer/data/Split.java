package io.kinetograph.trainer.data;

/**
 * A data set in two parts.
 *
 * @param training what the network learns from
 * @param heldOut the rest, as a test set or a validation set; may be empty
 */
public record Split(DataSet training, DataSet heldOut) {}
