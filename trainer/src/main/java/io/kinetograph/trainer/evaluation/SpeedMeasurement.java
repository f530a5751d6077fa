package io.kinetograph.trainer.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measures model files beside each other, one thread each, as the app runs them. They take turns in
 * short rounds, so that what else the machine does hits all of them alike, and the median of the
 * rounds counts.
 */
public final class SpeedMeasurement {

  private final int rounds;
  private final long roundNanos;

  /**
   * Creates a measurement.
   *
   * @param rounds of every file and batch size, at least 1, besides one to warm up
   * @param roundMillis how long a round is at least
   * @throws IllegalArgumentException if one is less
   */
  public SpeedMeasurement(int rounds, int roundMillis) {
    if (rounds < 1 || roundMillis < 1) {
      throw new IllegalArgumentException(
          "%d rounds of %d ms measure nothing".formatted(rounds, roundMillis));
    }
    this.rounds = rounds;
    this.roundNanos = roundMillis * 1_000_000L;
  }

  /** How many rounds it takes to measure as many files with as many batch sizes. */
  public long rounds(int files, int batches) {
    return (1L + rounds) * files * batches;
  }

  /**
   * Measures.
   *
   * @param files model files, one or more
   * @param batches batch sizes, each at least 1
   * @param eachRound is told after each of {@link #rounds}
   * @return file after file, and for each batch size after batch size
   * @throws IOException if one is no model; the message names it
   */
  public List<Speed> of(List<Path> files, List<Integer> batches, Runnable eachRound)
      throws IOException {
    List<Contender> contenders = new ArrayList<>();
    try {
      for (Path file : files) {
        contenders.add(Contender.open(file));
      }
      List<Turn> turns = new ArrayList<>();
      for (int batch : batches) {
        contenders.forEach(contender -> turns.add(new Turn(contender, batch, new ArrayList<>())));
      }
      for (Turn turn : turns) {
        turn.contender.run(turn.batch, roundNanos);
        eachRound.run();
      }
      for (int round = 0; round < rounds; round++) {
        for (Turn turn : turns) {
          turn.rounds.add(turn.contender.run(turn.batch, roundNanos));
          eachRound.run();
        }
      }
      List<Speed> speeds = new ArrayList<>();
      for (Contender contender : contenders) {
        for (Turn turn : turns) {
          if (turn.contender == contender) {
            speeds.add(turn.speed());
          }
        }
      }
      return speeds;
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
    }
  }

  /** What a file does again and again, and what came of it. */
  private record Turn(Contender contender, int batch, List<Round> rounds) {

    Speed speed() throws IOException {
      double[] perSecond = sorted(Round::perSecond);
      return new Speed(
          String.valueOf(contender.file().getFileName()),
          Files.size(contender.file()),
          batch,
          median(perSecond),
          median(sorted(Round::perCpuSecond)),
          perSecond[0],
          perSecond[perSecond.length - 1]);
    }

    private double[] sorted(ToDoubleFunction<Round> figure) {
      return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private static double median(double[] sorted) {
      return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
  }
}
