package io.kinetograph.streams.cluster;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.topology.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the topics are there and fit, before Kafka Streams starts: its own complaints name
 * neither the topic nor the setting.
 */
public final class TopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
  private static final int CONNECT_MILLIS = 2_000;

  private final Map<String, Object> admin;
  private final String servers;
  private final Duration timeout;

  /**
   * Prepares a check.
   *
   * @param admin settings of an admin client
   * @param servers {@code bootstrap.servers}, as they were set
   * @param timeout how long the cluster may take to answer
   */
  public TopicCheck(Map<String, Object> admin, String servers, Duration timeout) {
    this.admin = new LinkedHashMap<>(admin);
    this.servers = servers;
    this.timeout = timeout;
  }

  /**
   * Checks the topics.
   *
   * @throws UnusableClusterException if the cluster does not answer in time, a topic is missing or
   *     may not be seen, or one that is written to would lose or refuse records
   */
  public void check(Topics topics) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(topics.input(), "input.topic");
    settings.put(topics.output(), "output.topic");
    settings.put(topics.deadLetters(), "dead-letter.topic");
    // A client is not made at all if no address resolves; Kafka's message does not say which.
    String reasons = unresolved();
    if (!reasons.isEmpty()) {
      throw new UnusableClusterException(noAnswer(reasons));
    }
    Admin client = Admin.create(admin);
    try {
      Map<String, TopicDescription> found = describe(client, settings);
      settings.remove(topics.input());
      checkWritten(client, settings, found);
    } finally {
      client.close(Duration.ZERO);
    }
  }

  private Map<String, TopicDescription> describe(Admin client, Map<String, String> settings) {
    Map<String, KafkaFuture<TopicDescription>> asked =
        client.describeTopics(settings.keySet()).topicNameValues();
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<String, TopicDescription> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> forbidden = new ArrayList<>();
    settings.forEach(
        (topic, setting) -> {
          String named = "'%s' (setting %s)".formatted(topic, setting);
          try {
            found.put(topic, get(requireNonNull(asked.get(topic)), deadline));
          } catch (UnknownTopicOrPartitionException e) {
            missing.add(named);
          } catch (AuthorizationException e) {
            forbidden.add(named);
          }
        });
    List<String> faults = new ArrayList<>();
    if (!missing.isEmpty()) {
      faults.add("there is no topic " + String.join(", ", missing));
    }
    if (!forbidden.isEmpty()) {
      faults.add("there is no permission to describe topic " + String.join(", ", forbidden));
    }
    if (!faults.isEmpty()) {
      throw new UnusableClusterException(
          "on the brokers %s (setting kafka.bootstrap.servers) %s"
              .formatted(servers, String.join(", and ", faults)));
    }
    return found;
  }

  private void checkWritten(
      Admin client, Map<String, String> settings, Map<String, TopicDescription> found) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Map.Entry<String, String> entry : settings.entrySet()) {
      String topic = entry.getKey();
      String named = "topic '%s' (setting %s)".formatted(topic, entry.getValue());
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config config;
      try {
        config =
            get(
                requireNonNull(client.describeConfigs(List.of(resource)).values().get(resource)),
                deadline);
      } catch (AuthorizationException e) {
        // To label needs no such permission, so its lack is no reason not to start.
        LOG.warn("{} cannot be checked: no permission to describe its configuration", named);
        continue;
      }
      if (value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")) {
        // The key is the wearer: of all its records the last one alone would be kept.
        throw new UnusableClusterException(
            named + " is compacted and would lose records; set its cleanup.policy to delete");
      }
      int replicas =
          requireNonNull(found.get(topic)).partitions().stream()
              .mapToInt(p -> p.replicas().size())
              .min()
              .orElse(0);
      String least = value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
      if (!least.isEmpty() && replicas < Integer.parseInt(least)) {
        throw new UnusableClusterException(
            "%s has %d replicas, fewer than its min.insync.replicas of %s, and takes no record"
                .formatted(named, replicas, least));
      }
    }
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private <T> T get(KafkaFuture<T> future, long deadline) {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw new UnusableClusterException(noAnswer(unreachable()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthenticationException) {
        throw new UnusableClusterException(
            noAnswer("authentication failed (TLS or SASL): " + cause.getMessage()));
      }
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw new UnusableClusterException(noAnswer(unreachable()));
      }
      if (cause instanceof KafkaException failure) {
        throw failure;
      }
      throw new KafkaException(cause);
    }
  }

  private String noAnswer(String reason) {
    return "the brokers %s (setting kafka.bootstrap.servers) cannot be used: %s"
        .formatted(servers, reason);
  }

  private List<InetSocketAddress> addresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      String host = Utils.getHost(server.trim());
      Integer port = Utils.getPort(server.trim());
      if (host != null && port != null) {
        addresses.add(new InetSocketAddress(host, port));
      }
    }
    return addresses;
  }

  /** Why no address can be asked; empty if one can, or none is an address: Kafka names that. */
  private String unresolved() {
    List<String> hosts = new ArrayList<>();
    for (InetSocketAddress address : addresses()) {
      if (!address.isUnresolved()) {
        return "";
      }
      hosts.add("host name '" + address.getHostString() + "' cannot be resolved");
    }
    return String.join(", ", hosts);
  }

  private String unreachable() {
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress address : addresses()) {
      String name = address.getHostString() + ":" + address.getPort();
      if (address.isUnresolved()) {
        reasons.add(name + " cannot be resolved");
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        reasons.add(
            "%s takes connections but gave no answer within %d ms; does kafka.security.protocol fit?"
                .formatted(name, timeout.toMillis()));
      } catch (IOException e) {
        reasons.add(name + ": " + e.getMessage());
      }
    }
    return String.join(", ", reasons);
  }
}
