package io.kinetograph.trainer.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where an epoch's time went, in seconds. What the phases leave of the total is the copying of
 * pictures and the counting of right answers.
 *
 * @param total of the epoch, from its first step until its checkpoint was written
 * @param waiting until the next pictures were ready
 * @param forward through the network
 * @param backward through the network
 * @param update of the weights and of their EMA
 * @param validation on the validation set and the test set
 * @param checkpoint to be written
 */
public record EpochTimes(
    double total,
    double waiting,
    double forward,
    double backward,
    double update,
    double validation,
    double checkpoint) {

  static final List<String> COLUMNS =
      List.of(
          "seconds",
          "waiting_seconds",
          "forward_seconds",
          "backward_seconds",
          "update_seconds",
          "validation_seconds",
          "checkpoint_seconds");

  List<String> cells() {
    List<String> cells = new ArrayList<>();
    cells.add(String.format(Locale.ROOT, "%.2f", total));
    for (double part : new double[] {waiting, forward, backward, update, validation, checkpoint}) {
      cells.add(String.format(Locale.ROOT, "%.3f", part));
    }
    return cells;
  }

  /** The total and the phases' shares of it, for people. */
  String toText() {
    return String.format(
        Locale.ROOT,
        "%.1f s (waiting for pictures %.1f %%, forward %.1f %%, backward %.1f %%, update %.1f %%,"
            + " validation %.1f %%, checkpoint %.1f %%)",
        total,
        share(waiting),
        share(forward),
        share(backward),
        share(update),
        share(validation),
        share(checkpoint));
  }

  private double share(double seconds) {
    return total > 0 ? 100 * seconds / total : 0;
  }
}
