// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.CsvFile;
import io.kinetograph.trainer.file.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The metrics of a run as CSV: a line for each epoch, and a line for every tenth step, which is
 * written when its epoch ends.
 */
final class MetricsLog {

  private static final int EVERY = 10;

  private static final List<String> STEP_COLUMNS =
      List.of("step", "epoch", "learning_rate", "loss");

  private final RunFolder folder;
  private final List<List<String>> newSteps = new ArrayList<>();

  MetricsLog(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts the files, or keeps the lines of the epochs that a checkpoint has done.
   *
   * @param done epochs that the checkpoint has done, 0 to start
   * @throws IOException if a file cannot be read or written; the message names it
   */
  void keep(int done) throws IOException {
    keep(folder.metrics(), EpochMetrics.columns(), done);
    keep(folder.steps(), STEP_COLUMNS, done);
  }

  private static void keep(Path file, List<String> columns, int done) throws IOException {
    List<List<String>> kept = new ArrayList<>();
    if (done > 0 && Files.exists(file)) {
      CsvFile present = CsvFile.readGrowing(file);
      List<Double> epochs = present.numbers("epoch");
      for (int row = 0; row < epochs.size(); row++) {
        if (epochs.get(row) <= done) {
          kept.add(present.rows().get(row));
        }
      }
    }
    CsvFile.write(file, columns, kept);
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
    CsvFile.append(folder.metrics(), List.of(metrics.cells()));
    CsvFile.append(folder.steps(), newSteps);
    newSteps.clear();
  }
}
