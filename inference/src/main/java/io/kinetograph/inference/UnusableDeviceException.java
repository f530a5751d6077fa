// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

/** No model can run on a device; the message says why, in one line. */
public final class UnusableDeviceException extends InvalidModelException {

  private static final long serialVersionUID = 1L;

  UnusableDeviceException(ModelDevice device, String reason) {
    super("%s cannot be used: %s".formatted(device, reason));
  }

  UnusableDeviceException(ModelDevice device, String reason, Throwable cause) {
    super("%s cannot be used: %s".formatted(device, reason), cause);
  }
}
