package io.kinetograph.quickstart;

/** Options do not fit each other; the message says which, in a sentence. */
final class WrongUsageException extends Exception {

  private static final long serialVersionUID = 1L;

  WrongUsageException(String message) {
    super(message);
  }
}
