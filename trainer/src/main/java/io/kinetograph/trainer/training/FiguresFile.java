package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
    try (WholeFile whole = WholeFile.at(file)) {
      Files.write(whole.part(), lines);
      whole.keep();
    } catch (IOException e) {
      throw WholeFile.unwritable(file, e);
    }
  }

  /** Adds a line, or nothing at all. */
  void append(EpochFigures figures) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long whole = channel.size();
      String line = figures.toCsv() + System.lineSeparator();
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      try {
        channel.position(whole);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(whole);
        throw e;
      }
    } catch (IOException e) {
      throw WholeFile.unwritable(file, e);
    }
  }
}
