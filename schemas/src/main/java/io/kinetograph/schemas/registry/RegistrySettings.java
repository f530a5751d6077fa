// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How to use a schema registry.
 *
 * @param urls its addresses, each with the path before {@code /subjects}; if one does not answer,
 *     the next one is used
 * @param login the credentials
 * @param autoRegister whether a missing schema is registered
 * @param timeout how long a request may take, including retries
 */
public record RegistrySettings(
    List<URI> urls, RegistryLogin login, boolean autoRegister, Duration timeout) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no URL, one is not HTTP or contains a user, or the
   *     timeout is not above 0; the message never contains a secret
   */
  public RegistrySettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("url is empty");
    }
    urls.forEach(RegistrySettings::checkUrl);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout " + timeout.toMillis() + " ms is not above 0");
    }
  }

  /**
   * Parses addresses.
   *
   * @param text one or several, separated by commas
   * @throws IllegalArgumentException if one is not an HTTP URL
   */
  public static List<URI> urls(String text) {
    if (text.contains("@")) {
      throw withUser();
    }
    List<URI> urls = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        URI url = new URI(part.strip().replaceAll("/+$", ""));
        checkUrl(url);
        urls.add(url);
      } catch (URISyntaxException e) {
        throw invalidUrl(part.strip());
      }
    }
    return urls;
  }

  private static void checkUrl(URI url) {
    if (url.getRawUserInfo() != null) {
      throw withUser();
    }
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    String authority = url.getRawAuthority();
    if (url.getHost() == null && authority != null && authority.contains("_")) {
      throw new IllegalArgumentException(
          "url '%s' has an underscore in its host name, which is invalid in a URL; use another name of this host, or its address"
              .formatted(url));
    }
    if ((!http && !"https".equalsIgnoreCase(url.getScheme()))
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw invalidUrl(url.toString());
    }
  }

  private static IllegalArgumentException invalidUrl(String text) {
    return new IllegalArgumentException(
        "url '%s' is not http://HOST:PORT or https://HOST:PORT, with an optional path"
            .formatted(text));
  }

  /** The message leaves out the URL, which may contain a password. */
  private static IllegalArgumentException withUser() {
    return new IllegalArgumentException(
        "url contains an '@'; set credentials by registry.user and registry.password");
  }

  /** The addresses, for messages. */
  String address() {
    return urls.stream().map(URI::toString).collect(Collectors.joining(","));
  }
}
