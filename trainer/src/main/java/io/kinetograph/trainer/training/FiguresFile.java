package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, lines);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      Files.deleteIfExists(part);
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
      throw unwritable(e);
    }
  }

  private IOException unwritable(IOException e) {
    return e instanceof FileSystemException
        ? e
        : new IOException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
  }
}
