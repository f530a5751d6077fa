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
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
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

  /** Kafka Streams' words for a changelog that it cannot create. */
  private static final String NOT_CREATED = "Could not create";

  /** What brokers reject when a changelog is created. Of a write, they are about the record. */
  private static final List<Class<? extends Throwable>> CHANGELOG_KINDS =
      List.of(InvalidConfigurationException.class, PolicyViolationException.class);

  private static final String CHANGELOG_REMEDY =
      "change the settings kafka.topic.* and kafka.replication.factor, with which the app creates"
          + " its changelogs";

  /** What brokers reject because of a setting, and which one to change. */
  private static final Map<Class<? extends Throwable>, String> REMEDIES =
      Map.of(
          InvalidSessionTimeoutException.class,
          "set kafka.session.timeout.ms to a value in this range",
          NoOffsetForPartitionException.class,
          "set kafka.auto.offset.reset to earliest or latest",
          FencedInstanceIdException.class,
          "another process has the same kafka.group.instance.id: give each process a value of its"
              + " own, or remove the setting");

  private FatalErrors() {}

  /**
   * An error that a new thread would meet too.
   *
   * @param cause the fatal error among the failure and its causes
   * @param remedy which setting to change; empty if the cause is none
   */
  record Fatal(Throwable cause, Optional<String> remedy) {}

  /** The fatal error of a failure. */
  static Optional<Fatal> of(Throwable failure) {
    List<Throwable> causes = ExceptionUtils.getThrowableList(failure);
    boolean isCreation = causes.stream().anyMatch(FatalErrors::isCreation);
    return causes.stream()
        .map(cause -> new Fatal(cause, remedy(cause, isCreation)))
        .filter(fatal -> fatal.remedy().isPresent() || isFatal(fatal.cause()))
        .findFirst();
  }

  private static boolean isCreation(Throwable cause) {
    return cause instanceof StreamsException
        && String.valueOf(cause.getMessage()).startsWith(NOT_CREATED);
  }

  private static boolean isFatal(Throwable cause) {
    String message = cause.getMessage();
    return KINDS.stream().anyMatch(kind -> kind.isInstance(cause))
        || (message != null
            && (message.contains(DISK_FULL) || message.contains(PARTITIONS_DIFFER)));
  }

  private static Optional<String> remedy(Throwable cause, boolean isCreation) {
    // The producer reports this one by its message only.
    boolean isTransactionTooLong =
        cause.getClass() == KafkaException.class
            && String.valueOf(cause.getMessage())
                .contains(Errors.INVALID_TRANSACTION_TIMEOUT.message());
    if (isTransactionTooLong) {
      return Optional.of(
          "set kafka.producer.transaction.timeout.ms to at most this value (it is 10000 by"
              + " default)");
    }
    // A missing permission to write is waited for, so this one is to read.
    if (cause instanceof TopicAuthorizationException denied
        && !denied.unauthorizedTopics().isEmpty()) {
      return Optional.of("give the app's user the permissions to read and describe this topic");
    }
    return isCreation && CHANGELOG_KINDS.contains(cause.getClass())
        ? Optional.of(CHANGELOG_REMEDY)
        : Optional.ofNullable(REMEDIES.get(cause.getClass()));
  }

  /** What helps if a failure that is not fatal does not pass. */
  static Optional<String> laterRemedy(Throwable cause) {
    // Brokers that start are registered one after the other.
    return cause instanceof InvalidReplicationFactorException
        ? Optional.of(
            "if all brokers run, set kafka.replication.factor, for the app's changelogs, to at most"
                + " their number")
        : Optional.empty();
  }
}
