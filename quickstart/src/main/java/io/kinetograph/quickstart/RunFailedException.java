package io.kinetograph.quickstart;

/** A part of a run has failed; the message says which and why, in a sentence. */
final class RunFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  RunFailedException(String message) {
    super(message);
  }

  /** Says what failed and, in the words of the first cause, why. */
  RunFailedException(String what, Throwable e) {
    super(what + ": " + firstCause(e), e);
  }

  private static String firstCause(Throwable e) {
    Throwable first = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      first = cause;
    }
    return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
  }
}
