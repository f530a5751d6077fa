package io.kinetograph.quickstart.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. What is free now may be taken a moment later. */
public final class LocalPort {

  private LocalPort() {}

  /**
   * A port, if nobody listens there, or else any other.
   *
   * @param wish 1 to 65535
   */
  public static int freeNear(int wish) {
    try {
      return isFree(wish) ? wish : anyFree();
    } catch (IOException e) {
      throw new UncheckedIOException("no port of the loopback interface is free", e);
    }
  }

  static boolean isFree(int port) {
    try {
      return bind(port) == port;
    } catch (IOException e) {
      return false;
    }
  }

  static int anyFree() throws IOException {
    return bind(0);
  }

  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
