package io.kinetograph.trainer.speed;

/**
 * How fast a model file is at a batch size.
 *
 * @param file its name
 * @param bytes its size
 * @param batch pictures in a call
 * @param picturesPerSecond median of all rounds
 * @param slowest round, pictures a second
 * @param fastest round, pictures a second
 */
public record Speed(
    String file, long bytes, int batch, double picturesPerSecond, double slowest, double fastest) {}
