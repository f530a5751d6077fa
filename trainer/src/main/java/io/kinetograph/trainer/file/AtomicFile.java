// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A file that is written to a temporary file (its part) in the same folder, which replaces the file
 * when complete: an interruption at any moment leaves the old file or the new one. An incomplete
 * part is deleted when this is closed or the process ends; the part of a killed process is deleted
 * when the file is written the next time.
 */
public final class AtomicFile implements AutoCloseable {

  /** After this time no process writes a part any more, even on a slow machine. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path file;
  private final Path part;

  private AtomicFile(Path file, Path part) {
    this.file = file;
    this.part = part;
    part.toFile().deleteOnExit();
  }

  /**
   * Starts a file that one process at a time writes; it replaces the part of a killed process.
   *
   * @param file its place
   */
  public static AtomicFile at(Path file) {
    return new AtomicFile(file, file.resolveSibling(file.getFileName() + ".part"));
  }

  /**
   * Writes a file that several processes may write at the same time: the last one wins, and no
   * reader sees an incomplete file. Parts of killed processes are deleted after an hour.
   *
   * @param file its place
   * @param content writes the temporary file
   * @throws IOException if it cannot be written; an earlier file is then unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    Path own =
        file.resolveSibling(
            "%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    deleteAbandoned(file);
    try (AtomicFile whole = new AtomicFile(file, own)) {
      content.writeTo(own);
      try (FileChannel written = FileChannel.open(own, StandardOpenOption.WRITE)) {
        // Else a power failure could leave an empty file in place of the old one.
        written.force(true);
      }
      whole.keep();
    }
  }

  private static void deleteAbandoned(Path file) throws IOException {
    Pattern part = Pattern.compile(Pattern.quote(file.getFileName().toString()) + "\\.\\d+\\.part");
    Path folder = file.toAbsolutePath().getParent();
    File[] parts =
        folder == null
            ? null
            : folder.toFile().listFiles((in, name) -> part.matcher(name).matches());
    if (parts == null) {
      // The write will report what is wrong with the folder.
      return;
    }
    long before = System.currentTimeMillis() - ABANDONED.toMillis();
    for (File left : parts) {
      if (left.lastModified() < before) {
        Files.deleteIfExists(left.toPath());
      }
    }
  }

  /** Adds the file to an error that does not name it, such as that of a full disk. */
  public static IOException unwritable(Path file, IOException e) {
    return e instanceof FileSystemException
        ? e
        : new IOException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
  }

  /** Where to write. */
  public Path part() {
    return part;
  }

  /** Moves what was written to its place. */
  public void keep() throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it.
     *
     * @param part where to
     */
    void writeTo(Path part) throws IOException;
  }
}
