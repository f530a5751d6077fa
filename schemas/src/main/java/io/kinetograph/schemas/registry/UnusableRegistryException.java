// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import org.apache.kafka.common.KafkaException;

/**
 * A registry rejects the credentials or a schema, or the address is not a schema registry. A retry
 * would not help. The message is one sentence for the operator.
 */
public final class UnusableRegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  UnusableRegistryException(String message) {
    super(message);
  }
}
