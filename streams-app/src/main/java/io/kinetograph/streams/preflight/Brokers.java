// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import io.kinetograph.streams.config.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

  /** Longer than a reachable broker needs; after this time people want to know what happens. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /**
   * A reachable broker answers much sooner; after this time the reason for no answer is looked for.
   */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  /** The client itself closes a connection no more often: {@code socket.connection.setup...}. */
  private static final Duration BETWEEN_OWN_CLOSES = Duration.ofSeconds(10);

  private static final Set<String> WITHOUT_TLS = Set.of("PLAINTEXT", "SASL_PLAINTEXT");

  private final Admin admin;
  private final BrokerAddresses addresses;
  private final String protocol;
  private final Names names;
  private final Duration firstTimeout;
  private final Duration timeout;
  private final Consumer<String> onWait;
  private final long start = System.nanoTime();
  private boolean hasAnswered;
  private boolean hasSaidThatItWaits;

  /**
   * How users call what they have set.
   *
   * @param servers the addresses
   * @param prefix what they put before the name of a property of Kafka's client
   * @param timeout of all answers
   */
  public record Names(String servers, String prefix, String timeout) {

    /** The names of the app's settings. */
    public static final Names OF_APP =
        new Names("setting kafka.bootstrap.servers", "kafka.", "setting check.timeout");

    private String protocol() {
      return prefix + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
    }
  }

  private Brokers(
      Admin admin,
      BrokerAddresses addresses,
      String protocol,
      Names names,
      Duration firstTimeout,
      Duration timeout,
      Consumer<String> onWait) {
    this.admin = admin;
    this.addresses = addresses;
    this.protocol = protocol;
    this.names = names;
    this.firstTimeout = firstTimeout;
    this.timeout = timeout;
    this.onWait = onWait;
  }

  /**
   * Creates the client; the deadline begins.
   *
   * @param config of an admin client, with the addresses
   * @param names of the settings, for messages
   * @param firstTimeout for the first answer
   * @param timeout for all answers together, the first included
   * @param onWait receives one sentence for people if there is no answer for a moment
   * @throws UnusableClusterException if no address resolves or no client can be created
   */
  public static Brokers connect(
      Map<String, Object> config,
      Names names,
      Duration firstTimeout,
      Duration timeout,
      Consumer<String> onWait) {
    BrokerAddresses addresses = new BrokerAddresses(servers(config), names.servers());
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
          names,
          firstTimeout,
          timeout,
          onWait);
    } catch (KafkaException e) {
      throw new UnusableClusterException(
          "no client can be created from the settings %s*: %s"
              .formatted(names.prefix(), KafkaErrorText.sentence(e)));
    }
  }

  private static String servers(Map<String, Object> config) {
    Object servers = config.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    return servers instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(servers);
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
      hasAnswered = true;
      if (cause instanceof KafkaException failure) {
        throw failure;
      }
      throw new KafkaException(cause);
    }
  }

  /** Says what was seen; a slow broker is not to be taken for one with another protocol. */
  private String noAnswer() {
    String within = "within %s (%s)".formatted(DurationText.of(limit()), names.timeout());
    if (hasAnswered) {
      return "they answer, but not all questions "
          + within
          + "; a broker may be down that coordinates the app's group, or that leads a partition of"
          + " its topics";
    }
    return addresses.unreachable(
        closesConnections()
            ? "and closes them; %s is %s: set it to what the broker expects"
                .formatted(names.protocol(), protocol)
            : "but gave no answer " + within);
  }

  /** A broker that expects a login or TLS closes one connection after the other. */
  private boolean closesConnections() {
    long own = 1 + (System.nanoTime() - start) / BETWEEN_OWN_CLOSES.toNanos();
    return admin.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("connection-close-total"))
        .anyMatch(
            metric ->
                metric.metricValue() instanceof Double closed
                    && closed > 2.0 * own * addresses.count());
  }

  private <T> T first(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return within(MOMENT, future);
    } catch (TimeoutException e) {
      sayThatItWaits();
    }
    try {
      return within(FIRST_LOOK.minus(MOMENT), future);
    } catch (TimeoutException e) {
      requireNoTls();
    }
    return within(limit(), future);
  }

  private Duration limit() {
    return hasAnswered ? timeout : firstTimeout;
  }

  private <T> T within(Duration time, KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    long nanos = Math.min(time.toNanos(), limit().toNanos() - (System.nanoTime() - start));
    return future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void sayThatItWaits() {
    if (!hasSaidThatItWaits) {
      hasSaidThatItWaits = true;
      onWait.accept(
          "waiting up to %s (%s) for the brokers %s"
              .formatted(DurationText.of(limit()), names.timeout(), addresses));
    }
  }

  /** Without TLS the client only sees connections closed, and would try until the deadline. */
  private void requireNoTls() {
    if (WITHOUT_TLS.contains(protocol)) {
      String reason = addresses.speakingTls();
      if (!reason.isEmpty()) {
        throw addresses.unusable("%s, and %s is %s".formatted(reason, names.protocol(), protocol));
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
