package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A CSV file that grows by whole lines, each of which belongs to an epoch. Of a line that a stop or
 * a full disk has cut off nothing is kept.
 */
final class EpochLines {

  private final Path file;
  private final String header;
  private final int column;

  /**
   * Names a file.
   *
   * @param column of the epoch, counted from 0
   */
  EpochLines(Path file, String header, int column) {
    this.file = file;
    this.header = header;
    this.column = column;
  }

  /**
   * Starts the file, or keeps of it what a checkpoint already stands for.
   *
   * @param epochs that the checkpoint has done, 0 to start
   * @throws IOException if it cannot be read or written, naming file and line
   */
  void keep(int epochs) throws IOException {
    List<String> kept = new ArrayList<>();
    kept.add(header);
    if (epochs > 0 && Files.exists(file)) {
      List<String> old = whole(Files.readString(file));
      for (int i = 1; i < old.size(); i++) {
        if (epochOf(old.get(i), i + 1) <= epochs) {
          kept.add(old.get(i));
        }
      }
    }
    try (AtomicFile whole = AtomicFile.at(file)) {
      Files.write(whole.part(), kept);
      whole.keep();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  private static List<String> whole(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private int epochOf(String line, int number) throws IOException {
    String[] cells = line.split(",", -1);
    try {
      return Integer.parseInt(cells[Math.min(column, cells.length - 1)]);
    } catch (NumberFormatException e) {
      throw new IOException("%s, line %d is of no epoch: '%s'".formatted(file, number, line), e);
    }
  }

  /** Adds lines, or nothing at all. */
  void append(List<String> lines) throws IOException {
    String text = String.join("", lines.stream().map(l -> l + System.lineSeparator()).toList());
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long before = channel.size();
      try {
        channel.position(before);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }
}
