// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * A schema registry does not have the schema of a record, or does not give it to this login. It may
 * have given it earlier.
 */
public final class SchemaNotGivenException extends SerializationException {

  private static final long serialVersionUID = 1L;

  /**
   * With what the registry says.
   *
   * @param message completes a sentence that begins with "the value is"
   */
  public SchemaNotGivenException(String message) {
    super(message);
  }
}
