package io.kinetograph.streams.failure;

import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Tells local state that is broken from a machine that is. Kafka Streams 4.3 opens every store it
 * finds when it starts, and gives up at one that was only half deleted when its process was killed;
 * with exactly-once, whole tasks are deleted whenever one was not closed in order. All of it is in
 * the changelogs too.
 *
 * <p>A disk that is full, unreadable or not ours says nothing of the state: to delete it would only
 * make each start longer.
 */
public final class CorruptState {

  /** What Linux says of files that are not there, or are none. */
  private static final List<String> MISSING =
      List.of("No such file or directory", "Not a directory", "does not exist");

  private CorruptState() {}

  /** Whether a start failed of local state that is broken. */
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

  /** Which state, and what is wrong with it. */
  public static String sentence(RuntimeException failure) {
    Throwable cause = failure.getCause();
    return cause == null
        ? String.valueOf(failure.getMessage())
        : "%s (%s)".formatted(failure.getMessage(), cause.getMessage());
  }
}
