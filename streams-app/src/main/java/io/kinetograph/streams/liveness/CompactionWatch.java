// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks from time to time whether a topic of the app is compacted. At the start, the app refuses
 * such a topic. While it runs, the brokers delete all records of a wearer but the last without an
 * error: readings before they are read, or the labels of all but one segment. The app goes on, so
 * that nothing else is lost, and is not ready.
 */
public final class CompactionWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactionWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Admin admin;
  private final TopicSettings topics;
  private final List<ConfigResource> resources;
  private final Set<String> compacted = new ConcurrentSkipListSet<>();
  private final Future<?> schedule;

  /**
   * Starts to check.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the checks; its owner shuts it down
   * @param topics that must not be compacted
   */
  public CompactionWatch(Admin admin, ScheduledExecutorService scheduler, TopicSettings topics) {
    this.admin = admin;
    this.topics = topics;
    this.resources =
        topics.settingKeys().keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    this.schedule =
        scheduler.scheduleWithFixedDelay(
            this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Throws nothing: an exception would silently end the schedule. */
  private void ask() {
    try {
      var options = new DescribeConfigsOptions().timeoutMs(Math.toIntExact(INTERVAL.toMillis()));
      admin
          .describeConfigs(resources, options)
          .values()
          .forEach(
              (resource, answer) -> {
                var unused =
                    answer.whenComplete((config, failure) -> answered(resource.name(), config));
              });
    } catch (RuntimeException e) {
      LOG.warn("the brokers cannot be asked for the settings of topics: {}", e.toString());
    }
  }

  /** Without an answer or the permission, what was known stays. */
  private void answered(String topic, @Nullable Config config) {
    ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy == null || policy.value() == null) {
      return;
    }
    if (!policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      if (compacted.remove(topic)) {
        LOG.info("{} is no longer compacted", topics.named(topic));
      }
    } else if (compacted.add(topic)) {
      LOG.warn("{}", sentence(topic));
    }
  }

  private String sentence(String topic) {
    return topics.named(topic)
        + " is compacted and loses records; set its cleanup.policy to delete";
  }

  /** Why the app is not ready: a topic that loses records. */
  public Optional<String> problem() {
    return compacted.stream().findFirst().map(this::sentence);
  }

  @Override
  public void close() {
    schedule.cancel(false);
  }
}
