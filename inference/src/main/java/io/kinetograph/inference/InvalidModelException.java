// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

/**
 * A file is not a model that can be used here, or no model can be run; the message says why, in one
 * line.
 */
public class InvalidModelException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With a reason. */
  public InvalidModelException(String message) {
    super(message);
  }

  /** With a reason and the failure that led to it. */
  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
