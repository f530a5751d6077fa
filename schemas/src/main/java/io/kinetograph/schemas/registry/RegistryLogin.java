package io.kinetograph.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a registry is told about who asks. Its text holds no secret. */
public final class RegistryLogin {

  /** RFC 6750, section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final Optional<String> authorization;
  private final String text;

  private RegistryLogin(Optional<String> authorization, String text) {
    this.authorization = authorization;
    this.text = text;
  }

  /** Nothing. */
  public static RegistryLogin none() {
    return new RegistryLogin(Optional.empty(), "nobody");
  }

  /**
   * A user and a password, by HTTP's basic authentication.
   *
   * @throws IllegalArgumentException if the user holds a colon, which ends it
   */
  public static RegistryLogin basic(String user, String password) {
    if (user.contains(":")) {
      throw new IllegalArgumentException("user holds a colon");
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new RegistryLogin(
        Optional.of("Basic " + Base64.getEncoder().encodeToString(both)), "user " + user);
  }

  /**
   * A token, by HTTP's bearer authentication.
   *
   * @throws IllegalArgumentException if it holds characters that no token has
   */
  public static RegistryLogin bearer(String token) {
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException("token holds characters that no bearer token has");
    }
    return new RegistryLogin(Optional.of("Bearer " + token), "a token");
  }

  /**
   * What is set of the three, which go together or not at all.
   *
   * @throws IllegalArgumentException if a user has no password or the other way round, or there is
   *     a token too
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

  /** The value of the header {@code Authorization}, if there is to be one. */
  Optional<String> authorization() {
    return authorization;
  }

  @Override
  public String toString() {
    return text;
  }
}
