// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import org.apache.kafka.common.errors.SerializationException;

/** A record in JSON that cannot be read; it names the field. */
public final class InvalidFieldException extends SerializationException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String fault;

  InvalidFieldException(String field, String fault) {
    super(field + " " + fault);
    this.field = field;
    this.fault = fault;
  }

  /** A field of the schema, or {@code value} if no field of it is at fault. */
  public String field() {
    return field;
  }

  /** What is wrong with the field: the message without its name. */
  public String fault() {
    return fault;
  }
}
