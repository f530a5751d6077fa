// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

  private final HostNames names =
      HostNames.of("127.0.0.1", List.of("Wearables.example", "10.0.0.7"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:8080",
        "wearables.example",
        "WEARABLES.example:443",
        "10.0.0.7:80"
      })
  void ownNamesAreAccepted(String host) {
    assertThat(names.accept(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8080",
        "evil-localhost",
        "[::1].evil.example",
        "[::1]evil.example",
        "[2001:db8::7]:8080",
        "localhost@evil.example",
        "10.0.0.8"
      })
  void otherNamesAreNot(String host) {
    assertThat(names.accept(host)).isFalse();
  }

  @Test
  void aClientWithoutTheHeaderIsNoBrowser() {
    assertThat(names.accept(null)).isTrue();
  }

  @Test
  void theAddressThatTheServerListensOnIsAName() {
    assertThat(HostNames.of("127.0.0.5", List.of()).accept("127.0.0.5:80")).isTrue();
    assertThat(HostNames.of("[::1]", List.of()).accept("[::1]:80")).isTrue();
    assertThat(HostNames.of("[::1]", List.of()).accept("evil.example")).isFalse();
  }

  @Test
  void aServerThatOtherMachinesReachAcceptsEachName() {
    assertThat(HostNames.of("0.0.0.0", List.of()).accept("pod-7.example:8080")).isTrue();
    assertThat(HostNames.of("::", List.of()).accept("pod-7.example:8080")).isTrue();
  }

  @Test
  void commasSeparateNames() {
    assertThat(HostNames.parse(" a.example, ,b.example:80 "))
        .containsExactly("a.example", "b.example:80");
    assertThat(HostNames.parse("")).isEmpty();
  }
}
