// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import io.kinetograph.streams.segment.CorruptStateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;
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

  private static final String CHANGELOGS =
      "change the settings kafka.topic.* and kafka.replication.factor, with which the app creates"
          + " its changelogs";

  /** What brokers reject because of a setting, and which one to change. */
  private static final Map<Class<? extends Throwable>, String> REMEDIES =
      Map.of(
          InvalidSessionTimeoutException.class,
          "set kafka.session.timeout.ms to a value in this range",
          InvalidReplicationFactorException.class,
          "set kafka.replication.factor, for the app's changelogs, to at most the number of brokers",
          InvalidConfigurationException.class,
          CHANGELOGS,
          PolicyViolationException.class,
          CHANGELOGS,
          NoOffsetForPartitionException.class,
          "set kafka.auto.offset.reset to earliest or latest");

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
        || remedy(cause).isPresent()
        || (message != null
            && (message.contains(DISK_FULL) || message.contains(PARTITIONS_DIFFER)));
  }

  /** Which setting to change; empty if the cause is none. */
  static Optional<String> remedy(Throwable cause) {
    // The producer reports this one by its message only.
    boolean isTransactionTooLong =
        cause.getClass() == KafkaException.class
            && String.valueOf(cause.getMessage())
                .contains(Errors.INVALID_TRANSACTION_TIMEOUT.message());
    return isTransactionTooLong
        ? Optional.of(
            "set kafka.producer.transaction.timeout.ms to at most this value (it is 10000 by"
                + " default)")
        : Optional.ofNullable(REMEDIES.get(cause.getClass()));
  }
}
