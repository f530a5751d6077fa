// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds another Kafka Streams app with the same application id. Whichever app leads the group
 * assigns only the partitions of its own topics. The other one gets none and no error, or gets
 * partitions that it cannot use, and both join the group again and again.
 */
final class GroupMembers {

  private final String topic;
  private final String group;
  private final Supplier<KafkaFuture<ConsumerGroupDescription>> describe;
  private final Duration limit;
  private final LongSupplier nanoClock;
  private volatile long stableNanos;
  private volatile @Nullable String problem;

  /**
   * Prepares.
   *
   * @param topic that the group is expected to read
   * @param describe asks for the group
   * @param limit how long a rebalance may take
   */
  GroupMembers(
      String topic,
      String group,
      Supplier<KafkaFuture<ConsumerGroupDescription>> describe,
      Duration limit,
      LongSupplier nanoClock) {
    this.topic = topic;
    this.group = group;
    this.describe = describe;
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.stableNanos = nanoClock.getAsLong();
  }

  /** Asks the brokers of a cluster. */
  static GroupMembers of(
      Admin admin, String topic, String group, int timeoutMillis, Duration limit) {
    var options = new DescribeConsumerGroupsOptions().timeoutMs(timeoutMillis);
    return new GroupMembers(
        topic,
        group,
        () -> {
          List<String> groups = List.of(group);
          return admin.describeConsumerGroups(groups, options).describedGroups().get(group);
        },
        limit,
        System::nanoTime);
  }

  /** Asks, for a process without partitions. Until the answer, the last one is valid. */
  void ask() {
    var unused = describe.get().whenComplete((answer, failure) -> problem = problem(answer));
  }

  /** For a process with partitions. */
  void clear() {
    problem = null;
    stableNanos = nanoClock.getAsLong();
  }

  /** What is wrong, in a sentence. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private @Nullable String problem(@Nullable ConsumerGroupDescription answer) {
    long now = nanoClock.getAsLong();
    if (answer == null) {
      return problem;
    }
    if (answer.groupState() != GroupState.STABLE) {
      long seconds = Duration.ofNanos(now - stableNanos).toSeconds();
      return seconds < limit.toSeconds()
          ? problem
          : "consumer group '%s' has been rebalancing for %s s: another application is in it"
                  .formatted(group, seconds)
              + " (set kafka.application.id to a name that only this app has), or a killed process"
              + " whose session has not timed out";
    }
    stableNanos = now;
    Set<String> read = new TreeSet<>();
    answer
        .members()
        .forEach(
            member ->
                member.assignment().topicPartitions().stream()
                    .map(TopicPartition::topic)
                    .forEach(read::add));
    return read.isEmpty() || read.contains(topic)
        ? null
        : "consumer group '%s' reads %s, not %s: another application is in it; set"
                .formatted(group, String.join(", ", read), topic)
            + " kafka.application.id to a name that only this app has";
  }
}
