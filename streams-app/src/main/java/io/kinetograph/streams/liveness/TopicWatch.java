// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static io.kinetograph.streams.preflight.UnusableClusterException.ADD_PARTITIONS;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.topology.Changelogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks from time to time whether the topics are those with which the app has started. Kafka's
 * clients expect a deleted topic to come back: they wait for minutes and do not log why. If a topic
 * comes back, its offsets start anew, and a consumer skips records. Added partitions are noticed
 * only after minutes, and then no task can be assigned.
 *
 * <p>Brokers that do not answer do not end the app: the clients wait for them.
 */
public final class TopicWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final String LOST_STATE =
      "; after the next start, the segments that were open lack samples, and episodes start anew";

  private final Admin admin;
  private final TopicSettings topics;
  private final Changelogs changelogs;
  private final Consumer<UnusableClusterException> changed;
  private final List<String> names;
  private final Map<String, TopicDescription> known;
  private final Map<String, String> lastChange = new ConcurrentHashMap<>();
  private final Future<?> schedule;

  /**
   * Starts to check.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the checks; its owner shuts it down
   * @param topics that must stay as they are
   * @param changelogs of the app, which may not exist yet
   * @param found the topics as they were before the app started
   * @param changed is called when one was deleted, made anew, or got more partitions
   */
  public TopicWatch(
      Admin admin,
      ScheduledExecutorService scheduler,
      TopicSettings topics,
      Changelogs changelogs,
      Map<String, TopicDescription> found,
      Consumer<UnusableClusterException> changed) {
    this.admin = admin;
    this.topics = topics;
    this.changelogs = changelogs;
    this.changed = changed;
    this.names = new ArrayList<>(topics.settingKeys().keySet());
    names.addAll(changelogs.names());
    this.known = new ConcurrentHashMap<>(found);
    this.schedule =
        scheduler.scheduleWithFixedDelay(
            this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Throws nothing: an exception would silently end the schedule. */
  private void ask() {
    try {
      var options = new DescribeTopicsOptions().timeoutMs(Math.toIntExact(INTERVAL.toMillis()));
      admin
          .describeTopics(names, options)
          .topicNameValues()
          .forEach(
              (topic, answer) -> {
                var unused =
                    answer.whenComplete((found, failure) -> answered(topic, found, failure));
              });
    } catch (RuntimeException | Error e) {
      LOG.warn("the brokers cannot be asked for the topics: {}", e.toString());
    }
  }

  private void answered(
      String topic, @Nullable TopicDescription found, @Nullable Throwable failure) {
    TopicDescription before = known.get(topic);
    if (before == null) {
      // Kafka Streams creates the changelogs after the start.
      if (found != null) {
        known.put(topic, found);
      }
      return;
    }
    if (found == null
        && !(Errors.maybeUnwrapException(failure) instanceof UnknownTopicOrPartitionException)) {
      return;
    }
    String change = change(before, found);
    if (change.isEmpty()) {
      lastChange.remove(topic);
    } else if (change.equals(lastChange.put(topic, change))) {
      // Twice in a row: a broker that has just started may not know the present state yet.
      changed.accept(new UnusableClusterException(change));
    }
  }

  /** What has changed and what to do, in a sentence; empty if nothing. */
  private String change(TopicDescription before, @Nullable TopicDescription now) {
    String topic = before.name();
    String named =
        changelogs.names().contains(topic)
            ? "topic '%s' (the app's state)".formatted(topic)
            : topics.named(topic);
    if (now == null) {
      return named + " was deleted while the app ran" + (isOfSegments(topic) ? LOST_STATE : "");
    }
    if (isAnother(before.topicId(), now.topicId())) {
      return named + " was deleted and created again while the app ran" + afterNewTopic(topic);
    }
    int partitions = now.partitions().size();
    if (partitions != before.partitions().size() && !topic.equals(topics.deadLetters())) {
      return String.format(
          Locale.ROOT,
          "%s has %d partitions and had %d when the app started; %s",
          named,
          partitions,
          before.partitions().size(),
          ADD_PARTITIONS);
    }
    return "";
  }

  private String afterNewTopic(String topic) {
    if (topic.equals(topics.input())) {
      return "; set the offsets of the app's group to the earliest, so that no record of the new"
          + " topic is skipped, and start the app (\"A topic was created again\" in"
          + " docs/operations.md)";
    }
    return isOfSegments(topic) ? LOST_STATE : "; start the app again";
  }

  private boolean isOfSegments(String topic) {
    return topic.equals(changelogs.segments());
  }

  /** Brokers before Kafka 2.8 have no ids. */
  private static boolean isAnother(@Nullable Uuid before, @Nullable Uuid now) {
    return before != null
        && now != null
        && !before.equals(now)
        && !before.equals(Uuid.ZERO_UUID)
        && !now.equals(Uuid.ZERO_UUID);
  }

  @Override
  public void close() {
    schedule.cancel(false);
  }
}
