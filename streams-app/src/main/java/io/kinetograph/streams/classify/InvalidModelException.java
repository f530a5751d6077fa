package io.kinetograph.streams.classify;

/** A file is not a model that this version can serve; the message says why, in a sentence. */
public final class InvalidModelException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidModelException(String message) {
    super(message);
  }

  InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
