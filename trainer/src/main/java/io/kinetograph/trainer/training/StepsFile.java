package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loss and learning rate of every tenth step of a run as CSV, written after each epoch. */
final class StepsFile {

  private static final List<String> HEADER = List.of("step", "epoch", "learning_rate", "loss");
  private static final int EVERY = 10;

  private final EpochCsv file;
  private final List<List<String>> noted = new ArrayList<>();

  StepsFile(Path file) {
    this.file = new EpochCsv(file, HEADER);
  }

  /** Starts the file, or keeps the lines of the epochs that a checkpoint has done. */
  void keep(int epochs) throws IOException {
    file.keep(epochs);
  }

  /**
   * Notes a step, if it is a tenth one.
   *
   * @param step its number in the run, from 0
   * @param rate of the last layer
   */
  void note(int step, int epoch, float rate, double loss) {
    if (step % EVERY == 0) {
      noted.add(
          List.of(
              Integer.toString(step),
              Integer.toString(epoch),
              String.format(Locale.ROOT, "%.6g", rate),
              String.format(Locale.ROOT, "%.5f", loss)));
    }
  }

  /** Writes the steps since the last call. */
  void flush() throws IOException {
    file.append(noted);
    noted.clear();
  }
}
