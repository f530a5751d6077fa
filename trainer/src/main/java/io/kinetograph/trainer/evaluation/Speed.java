package io.kinetograph.trainer.evaluation;

/**
 * How fast a model file is at a batch size, with one thread. On a machine that does nothing else
 * the first two figures are the same; where it does, the second is nearer to what the file can do.
 *
 * @param file its name
 * @param bytes its size
 * @param batch pictures in a call
 * @param picturesPerSecond median of all rounds
 * @param picturesPerCpuSecond the same, counting only the time that the thread really ran
 * @param slowest round, pictures a second
 * @param fastest round, pictures a second
 */
public record Speed(
    String file,
    long bytes,
    int batch,
    double picturesPerSecond,
    double picturesPerCpuSecond,
    double slowest,
    double fastest) {}
