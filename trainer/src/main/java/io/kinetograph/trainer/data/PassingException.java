package io.kinetograph.trainer.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What may be over in a moment: a broken connection, a busy server. */
final class PassingException extends IOException {

  private static final long serialVersionUID = 1L;

  PassingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
