// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import org.apache.kafka.common.KafkaException;

/** The cluster or one of its topics cannot be used; the message is one sentence for operators. */
public final class UnusableClusterException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** With the sentence. */
  public UnusableClusterException(String message) {
    super(message);
  }
}
