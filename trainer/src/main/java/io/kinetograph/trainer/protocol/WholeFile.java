package io.kinetograph.trainer.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a file beside its place and moves it there when whole. Two processes may write the same
 * one; the last wins, and no reader ever sees half a file.
 */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Writes a file.
   *
   * @param file replaced if it exists; as it was if the writer fails
   * @param writer is given the place beside it
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path part =
        file.resolveSibling(
            "%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      writer.write(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes what belongs into a file. */
  @FunctionalInterface
  public interface Writer {
    /** Writes to the place that is given. */
    void write(Path part) throws IOException;
  }
}
