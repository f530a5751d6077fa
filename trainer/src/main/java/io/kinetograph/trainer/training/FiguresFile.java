package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The figures of a run's epochs as CSV, a line an epoch. */
final class FiguresFile {

  private final EpochLines lines;

  FiguresFile(Path file) {
    this.lines = new EpochLines(file, EpochFigures.CSV_HEADER, 0);
  }

  /** Starts the file, or keeps of it what a checkpoint already stands for. */
  void keep(int epochs) throws IOException {
    lines.keep(epochs);
  }

  /** Adds a line. */
  void append(EpochFigures figures) throws IOException {
    lines.append(List.of(figures.toCsv()));
  }
}
