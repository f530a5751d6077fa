package io.kinetograph.streams.classify;

/** A file is not a model that can be served here; the message says why, in a sentence. */
public class InvalidModelException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidModelException(String message) {
    super(message);
  }

  InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
