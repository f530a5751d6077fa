// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

/** The model failed on a batch; the message says on which segments. */
public final class FailedBatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message for operators: the partition, and whose segments they are
   * @param cause the model's failure
   */
  public FailedBatchException(String message, RuntimeException cause) {
    super(message, cause);
  }
}
