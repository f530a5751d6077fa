package io.kinetograph.streams.reading;

/** A record that is no reading; it goes to the dead letters. */
public final class InvalidReadingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * What a record holds may be in the message, which goes into the log and a dead letter's header.
   */
  private static final int LONGEST = 1000;

  private final String field;

  InvalidReadingException(String field, String message) {
    super(shown(field + " " + message, LONGEST));
    this.field = field;
  }

  /** A text as far as it is worth to be shown. */
  static String shown(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  /** The field at fault: one of the schema's, or {@code key} or {@code value}. */
  public String field() {
    return field;
  }
}
