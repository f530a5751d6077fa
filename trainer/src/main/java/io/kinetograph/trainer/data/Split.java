package io.kinetograph.trainer.data;

/**
 * A data set in two.
 *
 * @param training what is learned from
 * @param held what is kept back to judge by; may be empty
 */
public record Split(DataSet training, DataSet held) {}
