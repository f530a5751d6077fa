// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

class ListenFailureTest {

  @Test
  void aPortInUseIsTold() throws Exception {
    try (ServerSocketChannel taken = ServerSocketChannel.open()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
      assertThat(reason(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
          .isEqualTo("another process uses the port");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsTold() throws Exception {
    assertThat(reason(new InetSocketAddress("192.0.2.7", 0)))
        .isEqualTo("this machine does not have the address");
  }

  @Test
  void aNameThatCannotBeResolvedIsTold() throws Exception {
    assertThat(reason(InetSocketAddress.createUnresolved("nowhere.invalid", 0)))
        .isEqualTo("the host name cannot be resolved");
  }

  @Test
  void aPortThatNeedsPrivilegesIsTold() {
    assertThat(ListenFailure.reason(wrapped(new SocketException("Permission denied"))))
        .isEqualTo("the process lacks the permission; ports below 1024 may need privileges");
  }

  @Test
  void anyOtherReasonIsGivenAsItIs() {
    assertThat(ListenFailure.reason(wrapped(new IOException("Too many open files"))))
        .isEqualTo("Too many open files");
    assertThat(ListenFailure.reason(new IllegalStateException("the server has stopped")))
        .isEqualTo("the server has stopped");
  }

  private static String reason(InetSocketAddress address) throws Exception {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      return ListenFailure.reason(wrapped(catchThrowable(() -> channel.bind(address))));
    }
  }

  /** As the web server reports it: its own message always blames the port. */
  private static Throwable wrapped(Throwable cause) {
    return new IllegalStateException(
        "Port already in use. Make sure no other process is using port 8080 and try again.",
        new IOException("Failed to bind to /127.0.0.1:8080", cause));
  }
}
