package io.kinetograph.trainer.evaluation;

/**
 * What a file got done in a round.
 *
 * @param perSecond pictures in a second of the clock
 * @param perCpuSecond pictures in a second that the thread really ran
 */
record Round(double perSecond, double perCpuSecond) {}
