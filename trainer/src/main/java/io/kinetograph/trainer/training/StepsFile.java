package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loss and learning rate of every tenth step of a run as CSV, written after each epoch. */
final class StepsFile {

  private static final String HEADER = "step,epoch,learning_rate,loss";
  private static final int EVERY = 10;

  private final EpochLines file;
  private final List<String> noted = new ArrayList<>();

  StepsFile(Path file) {
    this.file = new EpochLines(file, HEADER, 1);
  }

  /** Starts the file, or keeps of it what a checkpoint already stands for. */
  void keep(int epochs) throws IOException {
    file.keep(epochs);
  }

  /**
   * Notes a step.
   *
   * @param step its number in the run, from 0
   * @param rate of the last layer
   */
  void note(int step, int epoch, float rate, double loss) {
    if (step % EVERY == 0) {
      noted.add(String.format(Locale.ROOT, "%d,%d,%.6g,%.5f", step, epoch, rate, loss));
    }
  }

  /** Writes what was noted since. */
  void flush() throws IOException {
    file.append(noted);
    noted.clear();
  }
}
