package io.kinetograph.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is not whole yet, {@code NAME.part} beside its place, and where it comes from, {@code
 * NAME.part.origin}. Both stay when this is closed, so that another process can go on.
 */
final class PartialFile implements Closeable {

  private final Path target;
  private final Path part;
  private final Path origin;
  private final FileChannel channel;

  private PartialFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.origin = part.resolveSibling(part.getFileName() + ".origin");
    this.channel = channel;
  }

  /**
   * Opens what is there of a file, or an empty part.
   *
   * @param target the place of the whole file
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
      if (channel.tryLock() == null) {
        throw new FetchException(part + " is being written by another process");
      }
      return new PartialFile(target, part, channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new FetchException(part + " is being written already", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  Origin origin() throws IOException {
    return Origin.read(origin);
  }

  /** Begins anew. */
  void restart(Origin from) throws IOException {
    try {
      channel.truncate(0);
      from.write(origin);
    } catch (IOException e) {
      throw unwritable(origin, e);
    }
  }

  /** Adds at the end. */
  void append(ByteBuffer bytes) throws FetchException {
    try {
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  private static FetchException unwritable(Path file, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (reason == null) {
      reason = e instanceof AccessDeniedException ? "access denied" : e.getClass().getSimpleName();
    }
    return new FetchException("%s cannot be written: %s".formatted(file, reason), e);
  }

  /** Where the file is when all of it has come; nothing is written any more. */
  Path whole() throws FetchException {
    try {
      channel.force(true);
      channel.close();
      return part;
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  /** Puts the file, which is whole now, to its place in one step. */
  void finish() throws IOException {
    channel.close();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(origin);
  }

  /** Removes all there is. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
    Files.deleteIfExists(origin);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen() && channel.size() == 0) {
      discard();
    }
    channel.close();
  }
}
