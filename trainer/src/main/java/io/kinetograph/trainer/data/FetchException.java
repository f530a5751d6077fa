package io.kinetograph.trainer.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file cannot be fetched, and trying again would not help; the message says why. */
final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  FetchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  FetchException(String message) {
    this(message, null);
  }
}
