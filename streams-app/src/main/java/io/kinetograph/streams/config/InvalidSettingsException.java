// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/** A setting is unknown or its value invalid; the message is one sentence that names it. */
public final class InvalidSettingsException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an error.
   *
   * @param message one sentence that names the setting and its value
   */
  public InvalidSettingsException(String message) {
    super(message);
  }
}
