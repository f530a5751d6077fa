// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.util.OptionalDouble;
import org.apache.kafka.common.errors.SerializationException;

/** A record in JSON that cannot be read; it names the field. */
public final class InvalidFieldException extends SerializationException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String fault;
  private final OptionalDouble time;

  InvalidFieldException(String field, String fault) {
    this(field, fault, OptionalDouble.empty());
  }

  private InvalidFieldException(String field, String fault, OptionalDouble time) {
    super(field + " " + fault);
    this.field = field;
    this.fault = fault;
    this.time = time;
  }

  /** The same fault of a number that cannot be read as a time. */
  InvalidFieldException ofTime(double number) {
    return new InvalidFieldException(field, fault, OptionalDouble.of(number));
  }

  /** A field of the schema, or {@code value} if no field of it is at fault. */
  public String field() {
    return field;
  }

  /** What is wrong with the field: the message without its name. */
  public String fault() {
    return fault;
  }

  /** The number that cannot be read as a time; empty if the fault is another one. */
  public OptionalDouble time() {
    return time;
  }
}
