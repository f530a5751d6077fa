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
  void whatIsNoUrlIsNamed() {
    for (String text : List.of("", "a:8081", "ftp://a", "http://", "http://a b", "http://a?b=c")) {
      assertThatThrownBy(() -> RegistrySettings.urls(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "url '%s' is not http://HOST:PORT or https://HOST:PORT, with a path if need be"
                  .formatted(text));
    }
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNotRepeated() {
    for (String text : List.of("http://anna:secret@a:8081", "http://anna:se cret@a")) {
      assertThatThrownBy(() -> RegistrySettings.urls(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("cret")
          .hasMessageContaining("registry.user");
    }
  }

  @Test
  void noTextHoldsASecret() {
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
  void aUserAndAPasswordOrATokenOrNothing() {
    Optional<String> none = Optional.empty();

    assertThat(RegistryLogin.of(none, none, none).authorization()).isEmpty();
    assertThat(RegistryLogin.of(none, none, Optional.of("t")).authorization()).contains("Bearer t");
    assertRefused(Optional.of("anna"), none, none, "user is set and password is not");
    assertRefused(none, Optional.of("x"), none, "password is set and user is not");
    assertRefused(
        Optional.of("anna"), Optional.of("x"), Optional.of("t"), "token and user are both set");
    assertRefused(Optional.of("a:b"), Optional.of("x"), none, "user holds a colon");
    assertRefused(
        none, none, Optional.of("sec\nret"), "token holds characters that no bearer token has");
  }

  private static void assertRefused(
      Optional<String> user, Optional<String> password, Optional<String> token, String message) {
    assertThatThrownBy(() -> RegistryLogin.of(user, password, token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
