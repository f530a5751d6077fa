package io.kinetograph.trainer.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures model files beside each other. They take turns in short rounds, so that what else the
 * machine does hits all of them alike, and the median of the rounds counts.
 */
public final class SpeedMeasurement {

  private final int threads;
  private final int rounds;
  private final long roundNanos;

  /**
   * Creates a measurement.
   *
   * @param threads that compute, at least 1
   * @param rounds of every file and batch size, at least 1, besides one to warm up
   * @param roundMillis how long a round is at least
   * @throws IllegalArgumentException if one is less
   */
  public SpeedMeasurement(int threads, int rounds, int roundMillis) {
    if (rounds < 1 || roundMillis < 1) {
      throw new IllegalArgumentException(
          "%d rounds of %d ms measure nothing".formatted(rounds, roundMillis));
    }
    this.threads = threads;
    this.rounds = rounds;
    this.roundNanos = roundMillis * 1_000_000L;
  }

  /**
   * Measures.
   *
   * @param files model files, one or more
   * @param batches batch sizes, each at least 1
   * @return file after file, and for each batch size after batch size
   * @throws IOException if one is no model; the message names it
   */
  public List<Speed> of(List<Path> files, List<Integer> batches) throws IOException {
    List<Contender> contenders = new ArrayList<>();
    try {
      for (Path file : files) {
        contenders.add(Contender.open(file, threads));
      }
      double[][][] speeds = new double[files.size()][batches.size()][rounds];
      for (int round = -1; round < rounds; round++) {
        for (int batch = 0; batch < batches.size(); batch++) {
          for (int file = 0; file < contenders.size(); file++) {
            double speed = contenders.get(file).run(batches.get(batch), roundNanos);
            // The first one warms up.
            if (round >= 0) {
              speeds[file][batch][round] = speed;
            }
          }
        }
      }
      return summary(contenders, batches, speeds);
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
    }
  }

  private List<Speed> summary(
      List<Contender> contenders, List<Integer> batches, double[][][] speeds) throws IOException {
    List<Speed> summary = new ArrayList<>();
    for (int file = 0; file < contenders.size(); file++) {
      Path path = contenders.get(file).file();
      for (int batch = 0; batch < batches.size(); batch++) {
        double[] sorted = speeds[file][batch];
        Arrays.sort(sorted);
        double median = (sorted[rounds / 2] + sorted[(rounds - 1) / 2]) / 2;
        summary.add(
            new Speed(
                String.valueOf(path.getFileName()),
                Files.size(path),
                batches.get(batch),
                median,
                sorted[0],
                sorted[rounds - 1]));
      }
    }
    return summary;
  }
}
