package io.kinetograph.schemas.registry;

import org.apache.kafka.common.errors.RetriableException;

/**
 * A registry did not answer in time, however often it was asked. It says nothing about the record
 * that was read or written, which can be tried again later. The message is one sentence for the
 * operator.
 */
public final class UnavailableRegistryException extends RetriableException {

  private static final long serialVersionUID = 1L;

  UnavailableRegistryException(String message) {
    super(message);
  }
}
