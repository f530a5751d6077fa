package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a run's folder for one process; the system gives it back if that dies. */
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
   * Takes a folder for this process alone; nothing if another has it, or this one already.
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
      // This very process has it, in another thread.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Deletes the file, which is else left: two processes with two files of the same name would not
   * see each other. For a folder whose work is done, and who comes late sees that it is.
   */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Deletes the file, and the folder if it was created for it and holds nothing else: for work that
   * never began. What cannot be deleted stays, since it is not what the user must be told of.
   */
  public void leaveNothing() {
    try {
      delete();
      if (isFolderNew) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // As it holds what was got so far, or cannot be written.
    }
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
