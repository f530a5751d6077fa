package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The metrics of a run as CSV: a line for each epoch, and a line for every tenth step, which is
 * written when its epoch ends.
 */
final class MetricsLog {

  private static final int EVERY = 10;

  private final EpochCsv epochs;
  private final EpochCsv steps;
  private final List<List<String>> newSteps = new ArrayList<>();

  MetricsLog(RunFolder folder) {
    this.epochs = new EpochCsv(folder.metrics(), EpochMetrics.columns());
    this.steps = new EpochCsv(folder.steps(), List.of("step", "epoch", "learning_rate", "loss"));
  }

  /** Starts the files, or keeps the lines of the epochs that a checkpoint has done. */
  void keep(int done) throws IOException {
    epochs.keep(done);
    steps.keep(done);
  }

  /**
   * Notes a step, if it is a tenth one.
   *
   * @param step its number in the run, from 0
   * @param rate of the last layer
   */
  void stepDone(int step, int epoch, float rate, double loss) {
    if (step % EVERY == 0) {
      newSteps.add(
          List.of(
              Integer.toString(step),
              Integer.toString(epoch),
              String.format(Locale.ROOT, "%.6g", rate),
              String.format(Locale.ROOT, "%.5f", loss)));
    }
  }

  /** Writes the metrics of an epoch and its steps. */
  void epochDone(EpochMetrics metrics) throws IOException {
    epochs.append(List.of(metrics.cells()));
    steps.append(newSteps);
    newSteps.clear();
  }
}
