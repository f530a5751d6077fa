package io.kinetograph.streams.classify;

/** No model can be served on a device; the message says why, in a sentence. */
public final class UnusableDeviceException extends InvalidModelException {

  private static final long serialVersionUID = 1L;

  UnusableDeviceException(String message, Throwable cause) {
    super(message, cause);
  }

  UnusableDeviceException(ModelDevice device, String reason) {
    super("%s cannot be used: %s".formatted(device, reason));
  }

  UnusableDeviceException(ModelDevice device, String reason, Throwable cause) {
    super("%s cannot be used: %s".formatted(device, reason), cause);
  }
}
