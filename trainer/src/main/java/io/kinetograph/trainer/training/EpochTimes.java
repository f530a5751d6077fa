// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The time of an epoch's phases, in seconds. The rest of the total is spent on copying pictures and
 * counting correct predictions.
 *
 * @param total of the epoch, from its first step until its checkpoint was written
 * @param waiting until the next pictures were ready
 * @param forward through the network
 * @param backward through the network
 * @param update of the weights and of their EMA
 * @param evaluation on the validation set and the test set
 * @param checkpoint to be written
 */
public record EpochTimes(
    double total,
    double waiting,
    double forward,
    double backward,
    double update,
    double evaluation,
    double checkpoint) {

  static final List<String> COLUMNS =
      List.of(
          "seconds",
          "waiting_seconds",
          "forward_seconds",
          "backward_seconds",
          "update_seconds",
          "evaluation_seconds",
          "checkpoint_seconds");

  List<String> cells() {
    List<String> cells = new ArrayList<>();
    cells.add(String.format(Locale.ROOT, "%.2f", total));
    for (double part : new double[] {waiting, forward, backward, update, evaluation, checkpoint}) {
      cells.add(String.format(Locale.ROOT, "%.3f", part));
    }
    return cells;
  }

  /** The total and the phases' shares of it, as text. */
  String toText() {
    return String.format(
        Locale.ROOT,
        "%.1f s (waiting for pictures %.1f%%, forward %.1f%%, backward %.1f%%, update %.1f%%,"
            + " evaluation %.1f%%, checkpoint %.1f%%)",
        total,
        share(waiting),
        share(forward),
        share(backward),
        share(update),
        share(evaluation),
        share(checkpoint));
  }

  private double share(double seconds) {
    return total > 0 ? 100 * seconds / total : 0;
  }

  /**
   * Adds up the time of an epoch's phases. On the CPU the engine's calls are synchronous, so the
   * time around a call is the time it takes.
   */
  static final class EpochTimer {

    /** The phases of an epoch. */
    enum Phase {
      WAITING,
      FORWARD,
      BACKWARD,
      UPDATE,
      EVALUATION,
      CHECKPOINT
    }

    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private final long start = System.nanoTime();

    /** Adds to a phase the time since a value of {@link System#nanoTime()}. */
    void spent(Phase phase, long since) {
      nanos.merge(phase, System.nanoTime() - since, Long::sum);
    }

    /** The times so far. */
    EpochTimes times() {
      return new EpochTimes(
          (System.nanoTime() - start) / 1e9,
          seconds(Phase.WAITING),
          seconds(Phase.FORWARD),
          seconds(Phase.BACKWARD),
          seconds(Phase.UPDATE),
          seconds(Phase.EVALUATION),
          seconds(Phase.CHECKPOINT));
    }

    private double seconds(Phase phase) {
      return nanos.getOrDefault(phase, 0L) / 1e9;
    }
  }
}
