// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import io.kinetograph.program.WebAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.utils.Utils;

/** The configured addresses of the brokers, and why they cannot be used. */
final class BrokerAddresses {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int MAX_PORT = 65_535;

  private final String servers;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  /** Takes the setting {@code bootstrap.servers}. */
  BrokerAddresses(String servers) {
    this.servers = servers;
    for (String server : servers.split(",", -1)) {
      String host = Utils.getHost(server.trim());
      Integer port = Utils.getPort(server.trim());
      if (host != null && port != null && port <= MAX_PORT) {
        addresses.add(new InetSocketAddress(host, port));
      }
    }
  }

  @Override
  public String toString() {
    return servers + " (setting kafka.bootstrap.servers)";
  }

  UnusableClusterException unusable(String reason) {
    return new UnusableClusterException(
        "the brokers %s cannot be used: %s".formatted(this, reason));
  }

  /** Why no address resolves; empty if one does, or if none is an address: Kafka reports that. */
  String unresolved() {
    List<String> hosts = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      if (!address.isUnresolved()) {
        return "";
      }
      hosts.add("host name '" + address.getHostString() + "' cannot be resolved");
    }
    return String.join(", ", hosts);
  }

  /** Why they have not answered for the given time, by the attempt to connect to each. */
  String unreachable(Duration timeout) {
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        reasons.add(name(address) + " cannot be resolved");
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        reasons.add(
            String.format(
                Locale.ROOT,
                "%s takes connections but gave no answer within %d ms; does kafka.security.protocol"
                    + " fit?",
                name(address),
                timeout.toMillis()));
      } catch (IOException e) {
        reasons.add(name(address) + ": " + e.getMessage());
      }
    }
    return String.join(", ", reasons);
  }

  /** Which address speaks TLS; empty if none does. */
  String speakingTls() {
    for (InetSocketAddress address : addresses) {
      if (!address.isUnresolved() && speaksTls(address)) {
        return name(address) + " speaks TLS";
      }
    }
    return "";
  }

  private static boolean speaksTls(InetSocketAddress address) {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (Socket plain = new Socket()) {
      plain.connect(address, CONNECT_MILLIS);
      plain.setSoTimeout(CONNECT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket)
              factory.createSocket(plain, address.getHostString(), address.getPort(), true)) {
        socket.startHandshake();
        return true;
      }
    } catch (IOException e) {
      // A server that shows a certificate speaks TLS, whether it is trusted or not.
      return ExceptionUtils.indexOfType(e, CertificateException.class) >= 0
          && ExceptionUtils.indexOfType(e, EOFException.class) < 0;
    }
  }

  private static String name(InetSocketAddress address) {
    return WebAddress.hostAndPort(address.getHostString(), address.getPort());
  }
}
