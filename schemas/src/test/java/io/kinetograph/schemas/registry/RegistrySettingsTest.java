// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {

  @Test
  void severalUrlsAreSeparatedByCommas() {
    assertThat(RegistrySettings.urls("http://a:8081/, https://b/apis/ccompat/v7"))
        .containsExactly(URI.create("http://a:8081"), URI.create("https://b/apis/ccompat/v7"));
  }

  @Test
  void anInvalidUrlIsNamed() {
    for (String text : List.of("", "a:8081", "ftp://a", "http://", "http://a b", "http://a?b=c")) {
      assertThatThrownBy(() -> RegistrySettings.urls(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "url '%s' is not http://HOST:PORT or https://HOST:PORT, with an optional path"
                  .formatted(text));
    }
  }

  @Test
  void aPasswordInAUrlIsRejectedAndNotRepeated() {
    for (String text : List.of("http://anna:secret@a:8081", "http://anna:se cret@a")) {
      assertThatThrownBy(() -> RegistrySettings.urls(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("cret")
          .hasMessageContaining("registry.user");
    }
  }

  @Test
  void noTextContainsASecret() {
    RegistrySettings settings =
        new RegistrySettings(
            RegistrySettings.urls("http://a"),
            RegistryLogin.basic("anna", "secret"),
            true,
            Duration.ofSeconds(1));

    assertThat(settings.toString()).contains("anna").doesNotContain("secret");
    assertThat(RegistryLogin.bearer("secret").toString()).doesNotContain("secret");
  }

  @Test
  void aUserAndAPasswordOrATokenOrNone() {
    Optional<String> none = Optional.empty();

    assertThat(RegistryLogin.of(none, none, none).authorization()).isEmpty();
    assertThat(RegistryLogin.of(none, none, Optional.of("t")).authorization()).contains("Bearer t");
    assertRejected(Optional.of("anna"), none, none, "user is set and password is not");
    assertRejected(none, Optional.of("x"), none, "password is set and user is not");
    assertRejected(
        Optional.of("anna"), Optional.of("x"), Optional.of("t"), "token and user are both set");
    assertRejected(Optional.of("a:b"), Optional.of("x"), none, "user contains a colon");
    assertRejected(
        none,
        none,
        Optional.of("sec\nret"),
        "token contains characters that are not allowed in a bearer token");
  }

  private static void assertRejected(
      Optional<String> user, Optional<String> password, Optional<String> token, String message) {
    assertThatThrownBy(() -> RegistryLogin.of(user, password, token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
