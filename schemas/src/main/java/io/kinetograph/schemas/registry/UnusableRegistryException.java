package io.kinetograph.schemas.registry;

import org.apache.kafka.common.KafkaException;

/**
 * A registry answers, but not as it must: it refuses the credentials or a schema, or is none. To
 * ask again would not help. The message is one sentence for the operator.
 */
public final class UnusableRegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  UnusableRegistryException(String message) {
    super(message);
  }
}
