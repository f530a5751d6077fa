// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import org.apache.kafka.common.errors.RetriableException;

/**
 * A registry did not answer in time, or something else answered in its place, in spite of retries.
 * The record that was read or written is not at fault and can be tried again later. The message is
 * one sentence for the operator.
 */
public final class UnavailableRegistryException extends RetriableException {

  private static final long serialVersionUID = 1L;

  UnavailableRegistryException(String message) {
    super(message);
  }
}
