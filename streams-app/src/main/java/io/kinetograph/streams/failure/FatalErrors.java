package io.kinetograph.streams.failure;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TopologyException;

/** What a new thread would only fail of again: it takes an operator, or another process. */
final class FatalErrors {

  private static final List<Class<? extends Throwable>> KINDS =
      List.of(
          Error.class,
          AuthenticationException.class,
          AuthorizationException.class,
          UnsupportedVersionException.class,
          MissingSourceTopicException.class,
          UnknownTopicOrPartitionException.class,
          InvalidTopicException.class,
          TopologyException.class,
          ConfigException.class,
          UnusableRegistryException.class,
          InvalidModelException.class);

  /** What Linux says of a full disk, in messages of Java's and of RocksDB's. */
  private static final String DISK_FULL = "No space left on device";

  private static final int DEEPEST = 20;

  private FatalErrors() {}

  /** The cause of the failure that is fatal, the failure itself counted in. */
  static Optional<Throwable> of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (isFatal(cause)) {
        return Optional.of(cause);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static boolean isFatal(Throwable cause) {
    String message = cause.getMessage();
    return KINDS.stream().anyMatch(kind -> kind.isInstance(cause))
        || (message != null && message.contains(DISK_FULL));
  }

  /** The innermost cause. */
  static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
