// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Credentials for a registry. Its text contains no secret. */
public final class RegistryLogin {

  /** RFC 6750, section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final Optional<String> authorization;
  private final String text;

  private RegistryLogin(Optional<String> authorization, String text) {
    this.authorization = authorization;
    this.text = text;
  }

  /** No credentials. */
  public static RegistryLogin none() {
    return new RegistryLogin(Optional.empty(), "an anonymous client");
  }

  /**
   * A user and a password, for HTTP basic authentication.
   *
   * @throws IllegalArgumentException if the user contains a colon, which is the separator
   */
  public static RegistryLogin basic(String user, String password) {
    if (user.contains(":")) {
      throw new IllegalArgumentException("user contains a colon");
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new RegistryLogin(
        Optional.of("Basic " + Base64.getEncoder().encodeToString(both)), "user " + user);
  }

  /**
   * A token, for HTTP bearer authentication.
   *
   * @throws IllegalArgumentException if it contains characters that are not allowed in a token
   */
  public static RegistryLogin bearer(String token) {
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException(
          "token contains characters that are not allowed in a bearer token");
    }
    return new RegistryLogin(Optional.of("Bearer " + token), "a token");
  }

  /**
   * The credentials that are set: user and password, a token, or none.
   *
   * @throws IllegalArgumentException if a user or a password is missing, or a token is set as well
   */
  public static RegistryLogin of(
      Optional<String> user, Optional<String> password, Optional<String> token) {
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          user.isPresent() ? "user is set and password is not" : "password is set and user is not");
    }
    if (token.isPresent() && user.isPresent()) {
      throw new IllegalArgumentException("token and user are both set");
    }
    return token
        .map(RegistryLogin::bearer)
        .orElseGet(() -> user.map(name -> basic(name, password.orElseThrow())).orElse(none()));
  }

  /** The value of the header {@code Authorization}; empty if it is not sent. */
  Optional<String> authorization() {
    return authorization;
  }

  @Override
  public String toString() {
    return text;
  }
}
