package io.kinetograph.trainer.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A file that is written beside its place and moved there when whole: a stop at any moment leaves
 * the old one or the new. What was begun and not kept is deleted when this is closed or the process
 * is told to end; what a killed one leaves is gone when the file is next written.
 */
public final class AtomicFile implements AutoCloseable {

  /** After which time nobody is writing a part any more, on whatever machine. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path file;
  private final Path part;

  private AtomicFile(Path file, Path part) {
    this.file = file;
    this.part = part;
    part.toFile().deleteOnExit();
  }

  /**
   * Begins a file that one process writes at a time; it takes the place of what a process that died
   * left of it.
   *
   * @param file its place
   */
  public static AtomicFile at(Path file) {
    return new AtomicFile(file, file.resolveSibling(file.getFileName() + ".part"));
  }

  /**
   * Writes a file that several processes may write at once: the last wins, and no reader ever sees
   * half of one. Parts that killed processes left an hour ago or earlier are deleted.
   *
   * @param file its place
   * @param content writes it elsewhere
   * @throws IOException if it cannot be written; what was there stays
   */
  public static void write(Path file, Content content) throws IOException {
    Path own =
        file.resolveSibling(
            "%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    deleteAbandoned(file);
    try (AtomicFile whole = new AtomicFile(file, own)) {
      content.writeTo(own);
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
      // Writing will say what is wrong with the folder.
      return;
    }
    long before = System.currentTimeMillis() - ABANDONED.toMillis();
    for (File left : parts) {
      if (left.lastModified() < before) {
        Files.deleteIfExists(left.toPath());
      }
    }
  }

  /** Names the file in an error that does not, such as that of a full disk. */
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

  /** Writes what belongs into a file. */
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
