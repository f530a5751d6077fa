// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

/** A failed attempt that is retried; the message completes a sentence. */
final class FailedAttemptException extends Exception {

  private static final long serialVersionUID = 1L;

  FailedAttemptException(String message) {
    super(message);
  }
}
