// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The data are not in the layout of UCI's data set. The message names the file and the place in it.
 */
public final class MalformedDataException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an error.
   *
   * @param message one sentence with the place and the value
   */
  public MalformedDataException(String message) {
    this(message, null);
  }

  MalformedDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
