// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Access to the brokers by the only admin client of the process. The checks before the start get
 * all answers within one deadline, or an error that says in one sentence why not.
 */
public final class Brokers implements AutoCloseable {

  /**
   * A reachable broker answers much sooner; after this time the reason for no answer is looked for.
   */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private static final Set<String> WITHOUT_TLS = Set.of("PLAINTEXT", "SASL_PLAINTEXT");

  private final Admin admin;
  private final BrokerAddresses addresses;
  private final String protocol;
  private final Duration timeout;
  private final long start = System.nanoTime();
  private boolean hasAnswered;

  private Brokers(Admin admin, BrokerAddresses addresses, String protocol, Duration timeout) {
    this.admin = admin;
    this.addresses = addresses;
    this.protocol = protocol;
    this.timeout = timeout;
  }

  /**
   * Creates the client; the deadline begins.
   *
   * @param config of an admin client
   * @param servers {@code bootstrap.servers}, as they were set
   * @param timeout for all answers together
   * @throws UnusableClusterException if no address resolves or no client can be created
   */
  public static Brokers connect(Map<String, Object> config, String servers, Duration timeout) {
    BrokerAddresses addresses = new BrokerAddresses(servers);
    // No client can be created if no address resolves; Kafka's message does not say which.
    String reasons = addresses.unresolved();
    if (!reasons.isEmpty()) {
      throw addresses.unusable(reasons);
    }
    Object protocol = config.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    try {
      return new Brokers(
          Admin.create(config),
          addresses,
          protocol == null ? CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL : protocol.toString(),
          timeout);
    } catch (KafkaException e) {
      throw new UnusableClusterException(
          "no client can be created from the settings kafka.*: " + KafkaErrorText.sentence(e));
    }
  }

  /** The client; it is closed with this. */
  public Admin admin() {
    return admin;
  }

  @Override
  public String toString() {
    return addresses.toString();
  }

  /**
   * Waits for an answer.
   *
   * @throws UnusableClusterException if no answer arrives in time or the brokers deny access
   * @throws KafkaException if the answer is an error
   */
  public <T> T answer(KafkaFuture<T> future) {
    try {
      T answer = first(future);
      hasAnswered = true;
      return answer;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw addresses.unusable(noAnswer());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthenticationException) {
        throw addresses.unusable(
            "authentication failed (TLS or SASL): " + KafkaErrorText.sentence(cause));
      }
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw addresses.unusable(noAnswer());
      }
      if (cause instanceof KafkaException failure) {
        throw failure;
      }
      throw new KafkaException(cause);
    }
  }

  private String noAnswer() {
    return hasAnswered
        ? String.format(
            Locale.ROOT,
            "they answer, but not all questions within %d ms; a broker may be down that coordinates"
                + " the app's group, or that leads a partition of its topics",
            timeout.toMillis())
        : addresses.unreachable(timeout);
  }

  private <T> T first(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    long left = timeout.toNanos() - (System.nanoTime() - start);
    long look = Math.min(FIRST_LOOK.toNanos(), left);
    try {
      return future.get(Math.max(0, look), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Without TLS the client only sees connections closed, and would try until the deadline.
      if (WITHOUT_TLS.contains(protocol)) {
        String reason = addresses.speakingTls();
        if (!reason.isEmpty()) {
          throw addresses.unusable(
              "%s, and kafka.security.protocol is %s".formatted(reason, protocol));
        }
      }
      left = timeout.toNanos() - (System.nanoTime() - start);
      return future.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
