// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8080",
    "localhost, http://localhost:8080",
    "::1, http://[::1]:8080",
    "[::1], http://[::1]:8080",
    "2001:db8::7, http://[2001:db8::7]:8080",
    "fe80::1%eth0, http://[fe80::1%25eth0]:8080",
    "[fe80::1%25eth0], http://[fe80::1%25eth0]:8080",
  })
  void isAUrl(String host, String url) {
    assertThat(WebAddress.url(host, 8080)).isEqualTo(url);
    assertThat(URI.create(url).getPort()).isEqualTo(8080);
  }

  @Test
  void zoneIsAsPeopleWriteItInAnAddressThatIsNoUrl() {
    assertThat(WebAddress.hostAndPort("fe80::1%eth0", 9092)).isEqualTo("[fe80::1%eth0]:9092");
  }
}
