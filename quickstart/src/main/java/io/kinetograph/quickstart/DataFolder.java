package io.kinetograph.quickstart;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the quickstart's data, held for one process. Kafka's own lock comes too late: by
 * then a second broker has already written to the first one's metadata.
 */
final class DataFolder implements Closeable {

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a folder; makes it if need be.
   *
   * @throws IOException if it cannot be made or another process has it; the message says which
   */
  static DataFolder take(Path path) throws IOException {
    Path folder = path.toAbsolutePath().normalize();
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("quickstart.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException("the folder " + folder + " cannot be written: " + e, e);
    }
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException(
          "another quickstart uses the folder " + folder + "; choose another with --data-dir");
    }
    return new DataFolder(folder, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it.
      return null;
    }
  }

  /** The broker's topics. */
  Path broker() {
    return path.resolve("broker");
  }

  /** The app's state. */
  Path state() {
    return path.resolve("state");
  }

  /** The log of the last run. */
  Path log() {
    return path.resolve("quickstart.log");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
