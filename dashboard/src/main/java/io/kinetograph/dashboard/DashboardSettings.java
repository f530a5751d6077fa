// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.program.TopicName;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The settings of a dashboard.
 *
 * @param kafka properties of Kafka's consumer; {@code bootstrap.servers} at least
 * @param topic the topic of activity labels
 * @param episodesTopic the topic of episodes; empty to show labels only
 * @param registry the schema registry of labels in Confluent's wire format, if any
 * @param host name or address of the interface to listen on
 * @param port the port to listen on; 0 for a free one
 * @param hostNames by which browsers and proxies ask, besides localhost, if the host is loopback
 * @param historyPerWearer number of slots of 5 s to keep labels of for each wearer, at least 1
 * @param forgetAfter the silence after which a wearer is forgotten
 */
public record DashboardSettings(
    Map<String, String> kafka,
    String topic,
    Optional<String> episodesTopic,
    Optional<RegistrySettings> registry,
    String host,
    int port,
    List<String> hostNames,
    int historyPerWearer,
    Duration forgetAfter) {

  /** The topic that the streams application writes by default. */
  public static final String DEFAULT_TOPIC = "wearer.activity";

  /** The topic to which the streams application writes episodes by default. */
  public static final String DEFAULT_EPISODES_TOPIC = "wearer.episodes";

  /** Loopback: what people do is private unless the operator decides otherwise. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** Five minutes, in slots of 5 s. */
  public static final int DEFAULT_HISTORY_PER_WEARER = 60;

  /** The default silence after which a wearer is forgotten. */
  public static final Duration DEFAULT_FORGET_AFTER = Duration.ofMinutes(10);

  private static final Pattern SERVER = Pattern.compile("\\S+:\\d{1,5}");

  /**
   * Checks the values and copies map and list.
   *
   * @throws IllegalArgumentException if a value is missing or out of its range; the message begins
   *     with its name if it is the topic, the host or the port
   */
  public DashboardSettings {
    kafka = Map.copyOf(kafka);
    hostNames = List.copyOf(hostNames);
    requireServers(kafka.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, ""));
    TopicName.require("topic", topic);
    episodesTopic.ifPresent(name -> TopicName.require("episodes-topic", name));
    require(!host.isBlank(), "host '" + host + "' is blank");
    require(port >= 0 && port <= 65_535, "port " + port + " is not from 0 to 65535");
    require(
        historyPerWearer >= 1, "the history of " + historyPerWearer + " slots is not at least 1");
    require(
        !forgetAfter.isNegative() && !forgetAfter.isZero(),
        "the time after which wearers are forgotten is "
            + forgetAfter.toMillis()
            + " ms, not positive");
  }

  /**
   * The defaults, on a free port of the loopback interface.
   *
   * @param bootstrapServers {@code host:port}, separated by commas
   */
  public static DashboardSettings of(String bootstrapServers) {
    return new DashboardSettings(
        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        DEFAULT_TOPIC,
        Optional.of(DEFAULT_EPISODES_TOPIC),
        Optional.empty(),
        DEFAULT_HOST,
        0,
        List.of(),
        DEFAULT_HISTORY_PER_WEARER,
        DEFAULT_FORGET_AFTER);
  }

  /** A copy with another topic. */
  public DashboardSettings withTopic(String topic) {
    return new DashboardSettings(
        kafka,
        topic,
        episodesTopic,
        registry,
        host,
        port,
        hostNames,
        historyPerWearer,
        forgetAfter);
  }

  /** A copy with another topic of episodes; empty to show labels only. */
  public DashboardSettings withEpisodesTopic(Optional<String> episodesTopic) {
    return new DashboardSettings(
        kafka,
        topic,
        episodesTopic,
        registry,
        host,
        port,
        hostNames,
        historyPerWearer,
        forgetAfter);
  }

  /** A copy with another schema registry; empty for none. */
  public DashboardSettings withRegistry(Optional<RegistrySettings> registry) {
    return new DashboardSettings(
        kafka,
        topic,
        episodesTopic,
        registry,
        host,
        port,
        hostNames,
        historyPerWearer,
        forgetAfter);
  }

  /** A copy with another host and port. */
  public DashboardSettings withAddress(String host, int port) {
    return new DashboardSettings(
        kafka,
        topic,
        episodesTopic,
        registry,
        host,
        port,
        hostNames,
        historyPerWearer,
        forgetAfter);
  }

  /** A copy with other names. */
  public DashboardSettings withHostNames(List<String> hostNames) {
    return new DashboardSettings(
        kafka,
        topic,
        episodesTopic,
        registry,
        host,
        port,
        hostNames,
        historyPerWearer,
        forgetAfter);
  }

  private static void requireServers(String servers) {
    require(!servers.isBlank(), "no bootstrap server is set");
    for (String server : List.of(servers.split(",", -1))) {
      require(
          SERVER.matcher(server.strip()).matches(),
          "bootstrap server '" + server.strip() + "' is not host:port");
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
