// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BrokerBytesTest {

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  @Test
  void theAnswerIsThatToTheQuestion() throws Exception {
    answers.add("1");
    BrokerBytes bytes = new BrokerBytes(() -> answers.add("42"), answers, Duration.ofSeconds(20));

    assertThat(bytes.received()).isEqualTo(42);
  }

  @Test
  void nothingIsAssumedWithoutAnAnswer() {
    BrokerBytes bytes = new BrokerBytes(() -> {}, answers, Duration.ofMillis(1));

    assertThatIllegalStateException()
        .isThrownBy(bytes::received)
        .withMessageContaining("how many bytes it has received");
  }
}
