package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
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

  private FolderLock(Path folder, Path file, FileChannel channel) {
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
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new FolderLock(folder, file, channel));
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

  /** Deletes the file, and the folder if nothing else is in it: for work that never began. */
  public void leaveNothing() throws IOException {
    delete();
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // It holds what was there before, or what was got so far: both are the user's.
    }
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
