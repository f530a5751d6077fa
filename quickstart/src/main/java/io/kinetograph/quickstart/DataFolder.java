// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.LogFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one run. Without a folder from the user, everything is temporary and deleted when
 * the run ends. With one, the broker's topics and the log stay there; only the app's local state is
 * temporary.
 */
final class DataFolder implements Closeable {

  private static final String BROKER = "broker";
  private static final String LOG = "quickstart.log";
  private static final String LOGBACK_FILE = "logback.configurationFile";

  private final Path temporary;
  private final Path data;
  private final @Nullable FileChannel lock;
  private final Consumer<String> notes;
  private final Deleter deleter;
  private boolean logKept;

  private DataFolder(
      Path temporary,
      Path data,
      @Nullable FileChannel lock,
      Consumer<String> notes,
      Deleter deleter) {
    this.temporary = temporary;
    this.data = data;
    this.lock = lock;
    this.notes = notes;
    this.deleter = deleter;
  }

  /**
   * Opens the folders of a run.
   *
   * @param chosen where topics and log stay after the run, created if missing; null for a temporary
   *     folder
   * @param notes receives a sentence for each folder that cannot be deleted at the end
   * @throws IOException if a folder cannot be created, or another process uses the chosen one; the
   *     message names the folder
   */
  static DataFolder open(@Nullable Path chosen, Consumer<String> notes) throws IOException {
    return open(chosen, notes, folder -> Utils.delete(folder.toFile()));
  }

  /** Opens the folders of a run, with another way to delete them. */
  static DataFolder open(@Nullable Path chosen, Consumer<String> notes, Deleter deleter)
      throws IOException {
    if (chosen == null) {
      Path temporary = Files.createTempDirectory("kinetograph-quickstart-");
      return new DataFolder(temporary, temporary, null, notes, deleter);
    }
    Path data = chosen.toAbsolutePath().normalize();
    FileChannel lock = lock(data);
    try {
      return new DataFolder(
          Files.createTempDirectory("kinetograph-quickstart-"), data, lock, notes, deleter);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** Kafka's own lock comes too late: by then a second broker has written to the metadata. */
  private static FileChannel lock(Path data) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(data);
      channel =
          FileChannel.open(
              data.resolve("quickstart.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException("cannot write to the data folder " + data + ": " + e, e);
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another run in this process has it.
    }
    channel.close();
    throw new IOException(
        "another quickstart uses the folder " + data + "; choose another with --data-dir");
  }

  /** The broker's data. */
  Path broker() {
    return data.resolve(BROKER);
  }

  /** The app's local state. */
  Path state() {
    return temporary.resolve("state");
  }

  /** The log of the run. */
  Path log() {
    return data.resolve(LOG);
  }

  /** Logs go to a file from now on: the terminal is for what a command prints. */
  void startLog() {
    System.setProperty("quickstart.log", log().toString());
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/kinetograph/quickstart/logback-quickstart.xml");
    }
  }

  /** Keeps the log of a failed run when the rest is deleted. */
  void keepLog() {
    logKept = true;
  }

  /**
   * Deletes what is temporary. What cannot be deleted stays, and a note says where it is: the run
   * is over, and its result does not depend on it.
   */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
    if (logKept && data.equals(temporary)) {
      delete(broker());
      delete(state());
    } else {
      // Windows deletes no file that is open. Messages to a log that is deleted are lost anyway.
      if (data.equals(temporary)) {
        LogFile.close(log());
      }
      delete(temporary);
    }
  }

  private void delete(Path folder) {
    try {
      deleter.delete(folder);
    } catch (IOException e) {
      notes.accept("cannot delete %s, so delete this folder yourself: %s".formatted(folder, e));
    }
  }

  /** Deletes a folder with all that is in it, if it exists. */
  interface Deleter {
    void delete(Path folder) throws IOException;
  }
}
