package io.kinetograph.streams.reading;

/** A record that is no reading; it goes to the dead letters. */
public final class InvalidReadingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  InvalidReadingException(String field, String message) {
    super(field + " " + message);
    this.field = field;
  }

  /** The field at fault: one of the schema's, or {@code key} or {@code value}. */
  public String field() {
    return field;
  }
}
