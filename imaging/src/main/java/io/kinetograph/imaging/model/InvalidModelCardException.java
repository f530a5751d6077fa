package io.kinetograph.imaging.model;

/** A model file's card is missing something, cannot be read, or does not fit this version. */
public final class InvalidModelCardException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidModelCardException(String message) {
    super(message);
  }
}
