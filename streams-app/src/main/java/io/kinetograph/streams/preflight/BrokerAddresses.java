// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import io.kinetograph.program.WebAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.utils.Utils;

/** The configured addresses of the brokers, and why they cannot be used. */
final class BrokerAddresses {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int MAX_PORT = 65_535;

  private final String servers;
  private final String setting;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  /**
   * Takes {@code bootstrap.servers}.
   *
   * @param setting how users call it
   */
  BrokerAddresses(String servers, String setting) {
    this.servers = servers;
    this.setting = setting;
    for (String server : servers.split(",", -1)) {
      String host = Utils.getHost(server.trim());
      Integer port = Utils.getPort(server.trim());
      if (host != null && port != null && port <= MAX_PORT) {
        addresses.add(new InetSocketAddress(host, port));
      }
    }
  }

  /** How many there are. */
  int count() {
    return addresses.size();
  }

  @Override
  public String toString() {
    return servers + " (" + setting + ")";
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

  /**
   * Why they have not answered, by the attempt to connect to each.
   *
   * @param silence what those did that take connections
   */
  String unreachable(String silence) {
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        reasons.add(name(address) + " cannot be resolved; correct the address");
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        reasons.add(name(address) + " takes connections " + silence);
      } catch (IOException e) {
        reasons.add(
            name(address) + ": " + e.getMessage() + "; start the broker, or correct the address");
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
