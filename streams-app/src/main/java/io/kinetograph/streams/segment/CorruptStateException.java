// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import org.apache.kafka.common.KafkaException;

/** The stored state cannot be read; the message is one sentence for operators. */
public final class CorruptStateException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message for operators
   */
  public CorruptStateException(String message) {
    super(message);
  }
}
