package io.kinetograph.recordings.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The data are not a data set in UCI's layout; the message names the file and, in it, the place.
 */
public final class MalformedDataException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an error.
   *
   * @param message one sentence that names the place and the value
   */
  public MalformedDataException(String message) {
    this(message, null);
  }

  MalformedDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
