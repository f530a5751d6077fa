// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

/** Addresses of servers as people read and click on them. */
public final class WebAddress {

  private WebAddress() {}

  /**
   * The URL of a server, without a slash at its end.
   *
   * @param host a name or an address; an IPv6 address with or without brackets
   */
  public static String url(String host, int port) {
    // The zone of an address begins with a percent sign, which a URL has to escape.
    return "http://" + hostAndPort(host.replaceFirst("%(?!25)", "%25"), port);
  }

  /** Such as {@code localhost:8080} or {@code [::1]:8080}. */
  public static String hostAndPort(String host, int port) {
    boolean isBare = host.contains(":") && !host.startsWith("[");
    return (isBare ? "[" + host + "]" : host) + ":" + port;
  }
}
