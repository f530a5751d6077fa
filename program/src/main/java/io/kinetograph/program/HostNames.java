// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names by which browsers and proxies may ask a server that listens on loopback. A page of any
 * web site can ask such a server too, if the site's name is resolved to 127.0.0.1 (DNS rebinding);
 * but the request's {@code Host} header then has the name of the site.
 */
public final class HostNames {

  private final boolean isLoopback;
  private final Set<String> names;

  private HostNames(boolean isLoopback, Set<String> names) {
    this.isLoopback = isLoopback;
    this.names = names;
  }

  /**
   * The names of a server.
   *
   * @param listensOn name or address of the interface; other machines reach all but loopback by
   *     names that nobody knows in advance, so then each name is accepted
   * @param more names besides {@code localhost} and the addresses of loopback
   */
  public static HostNames of(String listensOn, Collection<String> more) {
    Set<String> names =
        Stream.concat(Stream.of("localhost", "127.0.0.1", "::1", listensOn), more.stream())
            .map(HostNames::name)
            .collect(Collectors.toSet());
    return new HostNames(isLoopback(listensOn), names);
  }

  /** The names in a text in which commas separate them. */
  public static List<String> parse(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // The server will not be able to listen on it, and says so.
      return false;
    }
  }

  /**
   * Whether a request may be answered.
   *
   * @param host the {@code Host} header; browsers always send one
   */
  public boolean accept(@Nullable String host) {
    return !isLoopback || host == null || names.contains(name(host));
  }

  /** Without port, brackets and the dot of the root. */
  private static String name(String host) {
    String bare = host.strip().toLowerCase(Locale.ROOT);
    if (bare.startsWith("[")) {
      return bare.replaceFirst("\\[([^]]*)](:\\d*)?", "$1");
    }
    boolean hasPort = bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':');
    String name = hasPort ? bare.substring(0, bare.indexOf(':')) : bare;
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
