package io.kinetograph.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a schema registry is and how it is asked.
 *
 * @param urls its addresses, each with the path before {@code /subjects}; where one does not answer
 *     the next is asked
 * @param login what it is told about who asks
 * @param autoRegister whether a schema that it lacks is registered, and not only looked up
 * @param timeout how long it may take to answer, repeats included
 */
public record RegistrySettings(
    List<URI> urls, RegistryLogin login, boolean autoRegister, Duration timeout) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no URL, one is not of HTTP or holds a user, or the
   *     timeout is not above 0; the message never holds a secret
   */
  public RegistrySettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("url is empty");
    }
    urls.forEach(RegistrySettings::checkUrl);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout " + timeout + " is not above 0");
    }
  }

  /**
   * The addresses in a text.
   *
   * @param text one, or several with commas between them
   * @throws IllegalArgumentException if one is no URL of HTTP
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
        throw noUrl(part.strip());
      }
    }
    return urls;
  }

  private static void checkUrl(URI url) {
    if (url.getRawUserInfo() != null) {
      throw withUser();
    }
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    if ((!http && !"https".equalsIgnoreCase(url.getScheme()))
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw noUrl(url.toString());
    }
  }

  private static IllegalArgumentException noUrl(String text) {
    return new IllegalArgumentException(
        "url '%s' is not http://HOST:PORT or https://HOST:PORT, with a path if need be"
            .formatted(text));
  }

  /** Without the URL, which may hold a password. */
  private static IllegalArgumentException withUser() {
    return new IllegalArgumentException(
        "url holds an '@'; who asks is told by registry.user and registry.password");
  }

  /** The addresses, as people read them. */
  String address() {
    return urls.stream().map(URI::toString).collect(Collectors.joining(","));
  }
}
