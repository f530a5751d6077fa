// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class BrokersTest {

  /** Nothing listens there. */
  private static final String NOWHERE = "127.0.0.1:1";

  private static final Duration SHORT = Duration.ofMillis(300);

  private final List<String> said = new ArrayList<>();

  @Test
  void brokersThatNeverAnswerAreBlamedByTheirAddresses() {
    try (Brokers brokers = connect(NOWHERE, SHORT)) {
      assertThatThrownBy(() -> brokers.answer(new KafkaFutureImpl<>()))
          .hasMessage(
              "the brokers 127.0.0.1:1 (setting kafka.bootstrap.servers) cannot be used:"
                  + " 127.0.0.1:1: Connection refused; start the broker, or correct the address");
    }
  }

  @Test
  void peopleHearOnceThatTheCommandWaits() {
    try (Brokers brokers = connect(NOWHERE, Duration.ofSeconds(2))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> brokers.answer(new KafkaFutureImpl<>()))
            .isInstanceOf(UnusableClusterException.class);
      }
    }
    assertThat(said)
        .containsExactly(
            "waiting up to 2 s (setting check.timeout) for the brokers 127.0.0.1:1 (setting"
                + " kafka.bootstrap.servers)");
  }

  /** As one on a machine that is too busy. */
  @Test
  void aSlowBrokerIsNotTakenForOneWithAnotherProtocol() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      try (Brokers brokers = connect(address, SHORT)) {
        assertThatThrownBy(() -> brokers.answer(brokers.admin().describeCluster().nodes()))
            .hasMessage(
                "the brokers %1$s (setting kafka.bootstrap.servers) cannot be used: %1$s takes connections but gave no answer within 300 ms (setting check.timeout)"
                    .formatted(address));
      }
    }
  }

  /** As one that expects a login. */
  @Test
  void aBrokerThatClosesConnectionsMayHaveAnotherProtocol() throws Exception {
    Thread server;
    try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server = new Thread(() -> closeAll(closing), "closing-broker");
      server.start();
      String address = "127.0.0.1:" + closing.getLocalPort();
      try (Brokers brokers = connect(address, Duration.ofSeconds(4))) {
        assertThatThrownBy(() -> brokers.answer(brokers.admin().describeCluster().nodes()))
            .hasMessage(
                "the brokers %1$s (setting kafka.bootstrap.servers) cannot be used: %1$s takes connections and closes them; kafka.security.protocol is PLAINTEXT: set it to what the broker expects"
                    .formatted(address));
      }
    }
    server.join();
  }

  private static void closeAll(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        server.accept().close();
      } catch (IOException e) {
        // The test has closed it.
      }
    }
  }

  /** A question about a group or an offset waits for the one broker that can answer it. */
  @Test
  void brokersThatAnswerSomeQuestionsAreNotBlamedForTheirAddresses() {
    KafkaFutureImpl<Integer> late = new KafkaFutureImpl<>();
    late.completeExceptionally(new TimeoutException("no leader"));
    try (Brokers brokers = connect(NOWHERE, SHORT)) {
      assertThat(brokers.answer(KafkaFuture.completedFuture(7))).isEqualTo(7);
      for (KafkaFuture<?> question : new KafkaFuture<?>[] {new KafkaFutureImpl<>(), late}) {
        assertThatThrownBy(() -> brokers.answer(question))
            .isInstanceOf(UnusableClusterException.class)
            .hasMessage(
                "the brokers 127.0.0.1:1 (setting kafka.bootstrap.servers) cannot be used: they"
                    + " answer, but not all questions within 600 ms (setting check.timeout); a"
                    + " broker may be down that coordinates the app's group, or that leads a"
                    + " partition of its topics");
      }
    }
  }

  @Test
  void anErrorIsAnAnswerToo() {
    KafkaFutureImpl<Integer> error = new KafkaFutureImpl<>();
    error.completeExceptionally(new UnknownTopicOrPartitionException("no topic"));
    try (Brokers brokers = connect(NOWHERE, SHORT)) {
      assertThatThrownBy(() -> brokers.answer(error))
          .isInstanceOf(UnknownTopicOrPartitionException.class);
      assertThatThrownBy(() -> brokers.answer(new KafkaFutureImpl<>()))
          .hasMessageContaining("they answer, but not all questions within 600 ms");
    }
  }

  private Brokers connect(String servers, Duration timeout) {
    return Brokers.connect(
        Map.of("bootstrap.servers", servers),
        Brokers.Names.OF_APP,
        timeout,
        timeout.multipliedBy(2),
        said::add);
  }
}
