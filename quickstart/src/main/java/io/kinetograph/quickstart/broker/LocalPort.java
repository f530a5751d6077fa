package io.kinetograph.quickstart.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. What is free now may be taken a moment later. */
public final class LocalPort {

  private static final int HIGHEST = 65_535;

  private LocalPort() {}

  /**
   * The first free port from one upwards. A port that the system picks would be one of those that
   * it also gives to outgoing connections, any of which may take it before it is listened on.
   *
   * @param lowest 1 to 65535
   * @throws IllegalStateException if none is free
   */
  public static int freeFrom(int lowest) {
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
