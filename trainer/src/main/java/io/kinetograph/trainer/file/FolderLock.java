// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a run's folder for one process; the operating system releases it if the process dies. */
public final class FolderLock implements AutoCloseable {

  private static final String NAME = "run.lock";

  private final Path folder;
  private final Path file;
  private final FileChannel channel;
  private final boolean isFolderNew;

  private FolderLock(Path folder, Path file, FileChannel channel, boolean isFolderNew) {
    this.isFolderNew = isFolderNew;
    this.folder = folder;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder for this process; empty if another process, or this one, has locked it.
   *
   * @param folder created if missing
   * @throws IOException if nothing can be written there
   */
  public static Optional<FolderLock> take(Path folder) throws IOException {
    boolean isFolderNew = !Files.exists(folder);
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new FolderLock(folder, file, channel, isFolderNew));
      }
    } catch (OverlappingFileLockException e) {
      // This process has locked it, in another thread.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Deletes the lock file. Otherwise it stays, because two processes with two files of the same
   * name would not see each other's lock. Only for a folder whose work is done: a process that
   * locks it later sees that.
   */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Deletes the lock file, and the folder if this lock created it and it is otherwise empty: for
   * work that never started. Errors of the deletion are ignored.
   */
  public void leaveNothing() {
    try {
      delete();
      if (isFolderNew) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // The folder has other files, or cannot be written.
    }
  }

  /** Releases the folder. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
