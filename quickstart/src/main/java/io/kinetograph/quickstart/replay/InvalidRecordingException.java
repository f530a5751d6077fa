package io.kinetograph.quickstart.replay;

import java.io.IOException;

/** Recordings are not what they should be; the message names the file and the line. */
public final class InvalidRecordingException extends IOException {

  private static final long serialVersionUID = 1L;

  InvalidRecordingException(String message) {
    super(message);
  }

  InvalidRecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
