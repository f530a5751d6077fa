// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.trainer.data.Download.FailedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that is being downloaded, {@code NAME.part} beside its place, and its origin, {@code
 * NAME.part.origin}. Both stay when this is closed, so that another process can continue. One
 * process at a time writes them.
 */
final class PartialFile implements Closeable {

  private final Path target;
  private final Path part;
  private final Path originFile;
  private final FileChannel channel;

  /**
   * The origin of a partial file.
   *
   * @param uri where it comes from
   * @param validator the server's identifier of exactly this version, for {@code If-Range}: a
   *     strong entity tag or a date (RFC 9110, section 13.1.5); empty if there is none
   */
  record Origin(String uri, String validator) {

    static final Origin UNKNOWN = new Origin("", "");

    /** Whether a partial download may be continued if the server confirms the version. */
    boolean isResumable() {
      return !validator.isEmpty();
    }

    void write(Path file) throws IOException {
      Files.write(file, List.of(uri, validator));
    }

    /** Reads what was written; a damaged file is an unknown origin. */
    static Origin read(Path file) throws IOException {
      if (Files.exists(file)) {
        // In this charset every byte is a character, so no input is malformed.
        List<String> lines =
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.size() == 2) {
          return new Origin(lines.get(0), lines.get(1));
        }
      }
      return UNKNOWN;
    }
  }

  private PartialFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.originFile = part.resolveSibling(part.getFileName() + ".origin");
    this.channel = channel;
  }

  /**
   * Opens the present part of a file, or an empty one.
   *
   * @param target the place of the complete file
   * @throws IOException if it cannot be written, or another process writes it
   */
  static PartialFile of(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new PartialFile(target, part, channel);
      }
    } catch (OverlappingFileLockException e) {
      // This process writes it, in another thread.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new FailedException(part + " is being written already: wait until that download ends");
  }

  long size() throws IOException {
    return channel.size();
  }

  Origin origin() throws IOException {
    return Origin.read(originFile);
  }

  /** Starts over with an empty part. */
  void restart(Origin from) throws IOException {
    try {
      channel.truncate(0);
      from.write(originFile);
    } catch (IOException e) {
      throw unwritable(originFile, e);
    }
  }

  /** Adds bytes at the end. */
  void append(ByteBuffer bytes) throws FailedException {
    try {
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  private static FailedException unwritable(Path file, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (reason == null) {
      reason = e instanceof AccessDeniedException ? "access denied" : e.getClass().getSimpleName();
    }
    return new FailedException("%s cannot be written: %s".formatted(file, reason), e);
  }

  /** Ends the writing, and gives the file to be checked. */
  Path sync() throws FailedException {
    try {
      channel.force(true);
      channel.close();
      return part;
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  /** Moves the complete file to its place in one step. */
  void finish() throws IOException {
    channel.close();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(originFile);
  }

  /** Deletes the part and its origin. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
    Files.deleteIfExists(originFile);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen() && channel.size() == 0) {
      discard();
    }
    channel.close();
  }
}
