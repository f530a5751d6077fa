package io.kinetograph.streams.classify;

/** The model failed on pictures that should not make it fail. */
public final class ClassificationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClassificationException(String message, Throwable cause) {
    super(message, cause);
  }
}
