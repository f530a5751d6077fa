// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
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
   * Writes a file that several processes and threads may write at the same time: the last one wins,
   * and no reader sees an incomplete file. Parts of killed processes are deleted after an hour.
   *
   * @param file its place
   * @param content writes the temporary file
   * @throws IOException if it cannot be written; an earlier file is then unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    // Not by the PID: processes in two containers that share a folder can have the same one. Not a
    // Files.createTempFile either, whose permissions the file would keep.
    String unique = Long.toUnsignedString(new SecureRandom().nextLong());
    Path own = file.resolveSibling("%s.%s.part".formatted(file.getFileName(), unique));
    deleteAbandoned(file);
    try (AtomicFile whole = new AtomicFile(file, own)) {
      content.writeTo(own);
      try (FileChannel written = FileChannel.open(own, StandardOpenOption.WRITE)) {
        // Else a power failure could leave an empty file in place of the old one.
        written.force(true);
      }
      whole.keep();
    } catch (FileSystemException e) {
      // The user does not know the part.
      throw new IOException("%s cannot be written: %s".formatted(file, reason(e)), e);
    }
  }

  /**
   * Checks before long work that a file can be written after it; nothing is left behind.
   *
   * @param file the place of the file, or of a folder that need not exist
   * @throws IOException if it cannot be written; the message names the file and what is wrong
   */
  public static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new IOException(file + " is a folder: give a file");
    } else if (!Files.isDirectory(folder)) {
      throw new IOException(file + ": the folder it should be in does not exist");
    }
    tryToWrite(folder, file);
  }

  /**
   * Checks before long work that files can be written to a folder, which is created then if it is
   * missing; nothing is left behind.
   *
   * @throws IOException as for {@link #requireWritable}
   */
  public static void requireWritableFolder(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath().normalize();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new IOException(
          existing.equals(folder.toAbsolutePath().normalize())
              ? folder + " is a file, not a folder"
              : "%s cannot be a folder: %s is a file".formatted(folder, existing));
    }
    tryToWrite(existing, folder);
  }

  private static void tryToWrite(Path folder, Path wanted) throws IOException {
    try {
      // Permissions alone do not tell: a disk may be read-only.
      Files.delete(Files.createTempFile(folder, ".kinetograph", ".part"));
    } catch (FileSystemException e) {
      throw new IOException("%s cannot be written: %s".formatted(wanted, reason(e)), e);
    }
  }

  /** What went wrong with a file, without its name. */
  public static String reason(FileSystemException exception) {
    if (exception.getReason() != null) {
      return exception.getReason();
    } else if (exception instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (exception instanceof AccessDeniedException) {
      return "access denied";
    } else if (exception instanceof FileAlreadyExistsException) {
      return "a file or folder of this name exists already";
    }
    return "the file system rejects it (%s)".formatted(exception.getClass().getSimpleName());
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
