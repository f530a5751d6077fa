// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

/** Spans cannot be exported as the environment says. The message tells an operator what to do. */
public final class InvalidTracingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidTracingException(String message, Throwable cause) {
    super(message, cause);
  }
}
