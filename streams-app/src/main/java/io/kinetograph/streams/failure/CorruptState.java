// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Distinguishes corrupt local state from a faulty machine. Kafka Streams 4.3 opens every store it
 * finds when it starts, and fails at one that was only half deleted when its process was killed;
 * with exactly-once, the stores of a task that was not closed in order are deleted. The changelogs
 * hold all of the state too.
 *
 * <p>A disk that is full, unreadable or not permitted does not mean that the state is corrupt:
 * deleting it would only make each start longer.
 */
public final class CorruptState {

  /** Linux's words for a missing file, or for a file in place of a folder. */
  private static final List<String> MISSING =
      List.of("No such file or directory", "Not a directory", "does not exist");

  private CorruptState() {}

  /** Whether a start failed because of corrupt local state. */
  public static boolean isCauseOf(RuntimeException failure) {
    if (!(failure instanceof ProcessorStateException)) {
      return false;
    }
    Throwable cause = failure.getCause();
    if (cause instanceof RocksDBException e) {
      return isCorrupt(e.getStatus()) || isMissing(e.getMessage());
    }
    return cause instanceof FileAlreadyExistsException;
  }

  private static boolean isCorrupt(@Nullable Status status) {
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  private static boolean isMissing(@Nullable String message) {
    return message != null && MISSING.stream().anyMatch(message::contains);
  }

  /** Which state is corrupt, and how. */
  public static String sentence(RuntimeException failure) {
    Throwable cause = failure.getCause();
    return cause == null
        ? String.valueOf(failure.getMessage())
        : "%s (%s)".formatted(failure.getMessage(), cause.getMessage());
  }
}
