// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

/** A loaded model failed on pictures that it should be able to process. */
public final class InferenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
