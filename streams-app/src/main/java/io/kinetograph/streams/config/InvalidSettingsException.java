package io.kinetograph.streams.config;

/** A setting is unknown or has a value that cannot be; the message says which, in a sentence. */
public final class InvalidSettingsException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidSettingsException(String message) {
    super(message);
  }
}
