package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The figures of a run's epochs as CSV, a line an epoch. */
final class FiguresFile {

  private final Path file;

  FiguresFile(Path file) {
    this.file = file;
  }

  /** Starts the file, or keeps of it what a checkpoint already stands for. */
  void keep(int epochs) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(EpochFigures.CSV_HEADER);
    if (epochs > 0 && Files.exists(file)) {
      List<String> old = Files.readAllLines(file);
      lines.addAll(old.subList(Math.min(1, old.size()), Math.min(1 + epochs, old.size())));
    }
    Files.write(file, lines);
  }

  void append(EpochFigures figures) throws IOException {
    Files.writeString(file, figures.toCsv() + System.lineSeparator(), StandardOpenOption.APPEND);
  }
}
