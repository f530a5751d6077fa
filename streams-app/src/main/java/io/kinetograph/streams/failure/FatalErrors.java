// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import io.kinetograph.streams.segment.CorruptStateException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TopologyException;

/**
 * Errors by which a new thread would fail too: only an operator, or another process, can remove the
 * cause.
 */
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
          InconsistentGroupProtocolException.class,
          TopologyException.class,
          ConfigException.class,
          UnusableRegistryException.class,
          CorruptStateException.class,
          InvalidModelException.class);

  /** Linux's words for a full disk, in messages of Java. */
  private static final String DISK_FULL = "No space left on device";

  /** Kafka Streams' words for a changelog whose number of partitions is not the input's. */
  static final String PARTITIONS_DIFFER = "has invalid partitions";

  private FatalErrors() {}

  /** The fatal error among the failure and its causes. */
  static Optional<Throwable> of(Throwable failure) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .filter(FatalErrors::isFatal)
        .findFirst();
  }

  private static boolean isFatal(Throwable cause) {
    String message = cause.getMessage();
    return KINDS.stream().anyMatch(kind -> kind.isInstance(cause))
        || (message != null
            && (message.contains(DISK_FULL) || message.contains(PARTITIONS_DIFFER)));
  }
}
