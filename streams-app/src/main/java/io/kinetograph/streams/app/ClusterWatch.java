// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.liveness.AssignmentWatch;
import io.kinetograph.streams.liveness.LeaderProbe;
import io.kinetograph.streams.liveness.ProgressWatch;
import io.kinetograph.streams.liveness.TopicWatch;
import io.kinetograph.streams.topology.Changelogs;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Watches the topics, the partitions and the stream threads as long as the topology runs. Changed
 * topics end the app; what else is wrong is a reason why the app is not ready.
 */
final class ClusterWatch implements AutoCloseable {

  private final TopicWatch topics;
  private final ProgressWatch progress;
  private final AssignmentWatch assignment;

  /**
   * Starts to watch.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the watches; its owner shuts it down
   * @param changelogs of the app, which may not exist yet
   * @param found the topics as they were before the app started
   * @param leaders of the input topic's partitions
   * @param runner runs the topology
   */
  ClusterWatch(
      Settings settings,
      StreamsConfig kafka,
      Admin admin,
      ScheduledExecutorService scheduler,
      Changelogs changelogs,
      Map<String, TopicDescription> found,
      LeaderProbe leaders,
      StreamsRunner runner,
      MeterRegistry registry) {
    this.topics =
        new TopicWatch(admin, scheduler, settings.topics(), changelogs, found, runner::fail);
    String input = settings.topics().input();
    Duration limit = progressTimeout(settings, kafka);
    this.progress =
        ProgressWatch.start(
            admin,
            isolation(kafka),
            scheduler,
            kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG),
            input,
            limit,
            leaders,
            () -> runner.lags(input),
            () -> runner.threads().lastFailure(limit.multipliedBy(2)),
            runner.threads()::isMissing,
            runner::throttle,
            registry);
    this.assignment =
        AssignmentWatch.start(scheduler, runner::assignment, settings.progressTimeout());
  }

  /** Between two commits there is no progress to see. */
  private static Duration progressTimeout(Settings settings, StreamsConfig kafka) {
    Duration twoCommits =
        Duration.ofMillis(2 * kafka.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
    Duration set = settings.progressTimeout();
    return set.compareTo(twoCommits) > 0 ? set : twoCommits;
  }

  private static IsolationLevel isolation(StreamsConfig kafka) {
    Object level =
        kafka.getMainConsumerConfigs("", "", 0).get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    return IsolationLevel.READ_COMMITTED.toString().equals(level)
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  /** Why the app is not ready: a partition without progress, or a thread without its partitions. */
  Optional<String> problem() {
    return progress.stall().or(assignment::problem);
  }

  @Override
  public void close() {
    topics.close();
    progress.close();
    assignment.close();
  }
}
