// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/**
 * Why a server cannot listen on an address. The web server's own message says that the port is in
 * use, whatever the reason is.
 */
public final class ListenFailure {

  private ListenFailure() {}

  /** The reason, for people, by the innermost cause of a failed start. */
  public static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof UnresolvedAddressException) {
      return "the host name cannot be resolved";
    }
    String message = String.valueOf(root.getMessage());
    if (!(root instanceof SocketException)) {
      return message;
    }
    String words = message.toLowerCase(Locale.ROOT);
    if (words.contains("already in use")) {
      return "another process uses the port";
    } else if (words.contains("assign")) {
      return "this machine does not have the address";
    } else if (words.contains("permission denied")) {
      return "the process lacks the permission; ports below 1024 may need privileges";
    }
    return message;
  }
}
