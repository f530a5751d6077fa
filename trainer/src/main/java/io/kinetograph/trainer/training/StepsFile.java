package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loss and learning rate of every tenth step of a run as CSV, written after each epoch. */
final class StepsFile {

  private static final String HEADER = "step,epoch,learning_rate,loss";
  private static final int EVERY = 10;

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  StepsFile(Path file) {
    this.file = file;
  }

  /** Starts the file, or keeps of it what a checkpoint already stands for. */
  void keep(int epochs) throws IOException {
    List<String> kept = new ArrayList<>();
    kept.add(HEADER);
    if (epochs > 0 && Files.exists(file)) {
      Files.readAllLines(file).stream()
          .skip(1)
          .filter(line -> epochOf(line) <= epochs)
          .forEach(kept::add);
    }
    try (WholeFile whole = WholeFile.at(file)) {
      Files.write(whole.part(), kept);
      whole.keep();
    } catch (IOException e) {
      throw WholeFile.unwritable(file, e);
    }
  }

  private static int epochOf(String line) {
    return Integer.parseInt(line.split(",", -1)[1]);
  }

  /**
   * Notes a step.
   *
   * @param step its number in the run, from 0
   * @param rate of the last layer
   */
  void note(int step, int epoch, float rate, double loss) {
    if (step % EVERY == 0) {
      lines.add(String.format(Locale.ROOT, "%d,%d,%.6g,%.5f", step, epoch, rate, loss));
    }
  }

  /** Writes what was noted since. */
  void flush() throws IOException {
    Files.write(file, lines, StandardOpenOption.APPEND);
    lines.clear();
  }
}
