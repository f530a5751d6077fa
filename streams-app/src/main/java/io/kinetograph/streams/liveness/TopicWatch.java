// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks from time to time whether the topics still exist. Kafka's clients expect a deleted topic
 * to come back: they wait for minutes and do not log why.
 *
 * <p>Brokers that do not answer do not end the app: the clients wait for them.
 */
public final class TopicWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** A broker that has just started may not know all topics yet. */
  private static final int MISSING_IN_A_ROW = 2;

  private final Admin admin;
  private final Map<String, String> settingKeys;
  private final Consumer<UnusableClusterException> deleted;
  private final Map<String, Integer> missing = new ConcurrentHashMap<>();
  private final Future<?> schedule;

  /**
   * Starts to check.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the checks; its owner shuts it down
   * @param topics that must exist
   * @param deleted is called once for each topic that does not
   */
  public TopicWatch(
      Admin admin,
      ScheduledExecutorService scheduler,
      TopicSettings topics,
      Consumer<UnusableClusterException> deleted) {
    this.admin = admin;
    this.settingKeys = topics.settingKeys();
    this.deleted = deleted;
    this.schedule =
        scheduler.scheduleWithFixedDelay(
            this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Throws nothing: an exception would silently end the schedule. */
  private void ask() {
    try {
      var options = new DescribeTopicsOptions().timeoutMs(Math.toIntExact(INTERVAL.toMillis()));
      admin
          .describeTopics(settingKeys.keySet(), options)
          .topicNameValues()
          .forEach(
              (topic, answer) -> {
                var unused = answer.whenComplete((found, failure) -> answered(topic, failure));
              });
    } catch (RuntimeException e) {
      LOG.warn("the brokers cannot be asked for the topics: {}", e.toString());
    }
  }

  private void answered(String topic, @Nullable Throwable failure) {
    if (failure == null) {
      missing.remove(topic);
    } else if (Errors.maybeUnwrapException(failure) instanceof UnknownTopicOrPartitionException
        && missing.merge(topic, 1, Integer::sum) == MISSING_IN_A_ROW) {
      deleted.accept(
          new UnusableClusterException(
              "topic '%s' (setting %s) was deleted while the app ran"
                  .formatted(topic, settingKeys.get(topic))));
    }
  }

  @Override
  public void close() {
    schedule.cancel(false);
  }
}
