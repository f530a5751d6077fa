// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.registry.SchemaNotGivenException;
import org.jspecify.annotations.Nullable;

/** An invalid record of the input topic; it becomes a dead letter. */
public final class InvalidReadingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Limits the message, which may contain values of the record: it is written to the log and to a
   * header of the dead letter.
   */
  private static final int MAX_MESSAGE_LENGTH = 1000;

  private final String field;
  private final @Nullable Suspicion suspicion;
  private final @Nullable BodyUnit unit;
  private final boolean isAheadOfClock;

  InvalidReadingException(String field, String message) {
    this(field, message, null, null, false);
  }

  /** A reading that may look like something else, as the message says. */
  InvalidReadingException(
      String field, String message, @Nullable Suspicion suspicion, @Nullable BodyUnit unit) {
    this(field, message, suspicion, unit, false);
  }

  private InvalidReadingException(
      String field,
      String message,
      @Nullable Suspicion suspicion,
      @Nullable BodyUnit unit,
      boolean isAheadOfClock) {
    super(truncated(field + " " + message, MAX_MESSAGE_LENGTH));
    this.field = field;
    this.suspicion = suspicion;
    this.unit = unit;
    this.isAheadOfClock = isAheadOfClock;
  }

  /** A reading whose time is too far ahead of the clock that it was checked against. */
  static InvalidReadingException aheadOfClock(
      String field, String message, @Nullable Suspicion suspicion, BodyUnit unit) {
    return new InvalidReadingException(field, message, suspicion, unit, true);
  }

  /** A reading whose schema the registry does not give. */
  static InvalidReadingException withoutSchema(SchemaNotGivenException cause) {
    InvalidReadingException invalid =
        new InvalidReadingException("value", "is " + cause.getMessage());
    invalid.initCause(cause);
    return invalid;
  }

  /** A text, cut to a length with "..." after it if it is longer. */
  public static String truncated(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "...";
  }

  /** The invalid field: a field of the schema, {@code key} or {@code value}. */
  public String field() {
    return field;
  }

  /** What the reading looks like, or null if it looks like nothing else. */
  public @Nullable Suspicion suspicion() {
    return suspicion;
  }

  /** The body unit of a reading that looks like something else, or null if it is not known. */
  public @Nullable BodyUnit unit() {
    return unit;
  }

  /** Whether the only fault is that the reading's time was too far ahead: later, it is valid. */
  public boolean isAheadOfClock() {
    return isAheadOfClock;
  }

  /** Whether the registry does not give the reading's schema, which it may have given earlier. */
  public boolean isWithoutSchema() {
    return getCause() instanceof SchemaNotGivenException;
  }
}
