// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. A port that is free now may be taken a moment later. */
public final class LocalPorts {

  private static final int HIGHEST = 65_535;

  private LocalPorts() {}

  /**
   * Finds the first free port from a number upwards. The system would pick a port from the range
   * that it also uses for outgoing connections, and one of those could take it first.
   *
   * @param lowest 1 to 65535
   * @throws IllegalStateException if no port is free
   */
  public static int firstFreeFrom(int lowest) {
    for (int port = lowest; port <= HIGHEST; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port of the loopback interface is free from " + lowest);
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
