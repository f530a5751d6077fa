package io.kinetograph.quickstart.broker;

/** The embedded broker cannot do what it was asked for; the message says why, in a sentence. */
public final class BrokerException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokerException(String message) {
    super(message);
  }

  /** Says what was asked for and, in the words of the first cause, why it cannot be. */
  public BrokerException(String what, Throwable e) {
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
