// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from time to time, and after each refusal, the configuration of the app's topics and
 * whether it has the permission to write those that it writes. A changelog may not exist yet.
 */
public final class LimitsWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LimitsWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Admin admin;
  private final List<String> written;
  private final List<ConfigResource> resources;
  private final WriteLimits limits;
  private final CompactedTopics compacted;
  private final ScheduledExecutorService scheduler;
  private final AtomicBoolean isAsked = new AtomicBoolean();
  private final Future<?> schedule;

  /**
   * Reads all once, and starts the watch.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the watch; its owner shuts it down
   * @param topics of the app
   * @param changelogs of the app, which it writes too
   * @param limits of the topics that the app writes; they take the answers
   * @param compacted takes whether a topic is compacted
   */
  public LimitsWatch(
      Admin admin,
      ScheduledExecutorService scheduler,
      TopicSettings topics,
      Collection<String> changelogs,
      WriteLimits limits,
      CompactedTopics compacted) {
    this.admin = admin;
    this.scheduler = scheduler;
    this.written = Stream.concat(topics.written().stream(), changelogs.stream()).toList();
    this.resources =
        Stream.concat(Stream.of(topics.input()), written.stream())
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    this.limits = limits;
    this.compacted = compacted;
    awaitFirst();
    limits.onRefusal(this::askSoon);
    this.schedule =
        scheduler.scheduleWithFixedDelay(
            this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The first labels follow within seconds of the start. */
  private void awaitFirst() {
    for (KafkaFuture<?> answer : ask()) {
      try {
        answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // The changelog may be missing, or the permission; a refusal then teaches the limits.
        LOG.debug("the settings of a topic are not known", e);
      }
    }
  }

  /** Called by any thread; several refusals in a row need one look. */
  private void askSoon() {
    if (isAsked.compareAndSet(false, true)) {
      try {
        scheduler.execute(this::ask);
      } catch (RejectedExecutionException e) {
        // The app closes.
      }
    }
  }

  /** Throws nothing: an exception would silently end the schedule. */
  private List<KafkaFuture<?>> ask() {
    isAsked.set(false);
    try {
      List<KafkaFuture<?>> answers = new ArrayList<>();
      Map<ConfigResource, KafkaFuture<Config>> configs =
          admin
              .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS))
              .values();
      configs.forEach(
          (resource, answer) ->
              answers.add(
                  answer.whenComplete((config, failure) -> configured(resource.name(), config))));
      Map<String, KafkaFuture<TopicDescription>> descriptions =
          admin
              .describeTopics(
                  written,
                  new DescribeTopicsOptions()
                      .includeAuthorizedOperations(true)
                      .timeoutMs(TIMEOUT_MILLIS))
              .topicNameValues();
      descriptions.forEach(
          (topic, answer) ->
              answers.add(
                  answer.whenComplete((found, failure) -> described(topic, found, failure))));
      return answers;
    } catch (RuntimeException | Error e) {
      LOG.warn("the brokers cannot be asked for the settings of topics: {}", e.toString());
      return List.of();
    }
  }

  /** Without an answer or the permission, what was known stays. */
  private void configured(String topic, @Nullable Config config) {
    if (config == null) {
      return;
    }
    TopicLimits found = TopicLimits.of(config);
    compacted.set(topic, found.compacted());
    if (written.contains(topic)) {
      limits.set(topic, found);
    }
  }

  private void described(
      String topic, @Nullable TopicDescription found, @Nullable Throwable failure) {
    if (found != null) {
      Set<AclOperation> operations = found.authorizedOperations();
      // Not all brokers know: then a refusal tells, and the app tries again after this.
      boolean isKnown = operations != null && !operations.isEmpty();
      limits.setWritable(topic, !isKnown || operations.contains(AclOperation.WRITE));
    } else if (failure != null
        && Errors.maybeUnwrapException(failure) instanceof AuthorizationException) {
      // The permission to write includes this one.
      limits.setWritable(topic, false);
    }
  }

  @Override
  public void close() {
    schedule.cancel(false);
  }
}
