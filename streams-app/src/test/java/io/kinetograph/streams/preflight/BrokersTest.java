// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class BrokersTest {

  /** Nothing listens there. */
  private static final String NOWHERE = "127.0.0.1:1";

  @Test
  void brokersThatNeverAnswerAreBlamedByTheirAddresses() {
    try (Brokers brokers = connect()) {
      assertThatThrownBy(() -> brokers.answer(new KafkaFutureImpl<>()))
          .hasMessage(
              "the brokers 127.0.0.1:1 (setting kafka.bootstrap.servers) cannot be used:"
                  + " 127.0.0.1:1: Connection refused");
    }
  }

  /** A question about a group or an offset waits for the one broker that can answer it. */
  @Test
  void brokersThatAnswerSomeQuestionsAreNotBlamedForTheirAddresses() {
    KafkaFutureImpl<Integer> late = new KafkaFutureImpl<>();
    late.completeExceptionally(new TimeoutException("no leader"));
    try (Brokers brokers = connect()) {
      assertThat(brokers.answer(KafkaFuture.completedFuture(7))).isEqualTo(7);
      for (KafkaFuture<?> question : new KafkaFuture<?>[] {new KafkaFutureImpl<>(), late}) {
        assertThatThrownBy(() -> brokers.answer(question))
            .isInstanceOf(UnusableClusterException.class)
            .hasMessage(
                "the brokers 127.0.0.1:1 (setting kafka.bootstrap.servers) cannot be used: they"
                    + " answer, but not all questions within 300 ms; a broker may be down that"
                    + " coordinates the app's group, or that leads a partition of its topics");
      }
    }
  }

  private static Brokers connect() {
    return Brokers.connect(Map.of("bootstrap.servers", NOWHERE), NOWHERE, Duration.ofMillis(300));
  }
}
