// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.internals.TransactionalRequestResult;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressWatchTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> stable = new HashMap<>();
  private final Map<Integer, Long> lags = new HashMap<>();
  private final List<PartitionState> partitions = new ArrayList<>();
  private @Nullable ConsumerGroupDescription group;
  private Optional<String> failure = Optional.empty();
  private boolean isThreadMissing;
  private boolean isDenied;
  private boolean isBroken;
  private Duration throttle = Duration.ofMillis(999);
  private long now = -5;
  private final ProgressWatch watch =
      new ProgressWatch(
          new CommittedOffsets(this::groupOffsets, "app", "in"),
          new StableOffsets("in", asked -> Map.copyOf(stable)),
          new GroupMembers("in", "app", () -> KafkaFuture.completedFuture(group), LIMIT, () -> now),
          "in",
          LIMIT,
          () -> partitions,
          () -> lags,
          () -> failure,
          () -> isThreadMissing,
          () -> throttle,
          registry,
          () -> now);

  private KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> groupOffsets() {
    if (isBroken) {
      throw new NoClassDefFoundError("made to fail");
    }
    KafkaFutureImpl<Map<TopicPartition, OffsetAndMetadata>> answer = new KafkaFutureImpl<>();
    if (isDenied) {
      answer.completeExceptionally(new GroupAuthorizationException("app"));
    } else {
      answer.complete(new HashMap<>(committed));
    }
    return answer;
  }

  @Test
  void anErrorDoesNotEndTheWatch() {
    partition(0, 5, 12);
    commit(0, 5);
    lags.put(0, 7L);
    isBroken = true;
    passSeconds(1);
    isBroken = false;
    passSeconds(40);

    assertThat(watch.stall()).isPresent();
  }

  @Test
  void aPartitionWithoutRecordsNeedsNoProgress() {
    partition(0, -1, 0);
    passSeconds(300);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void offsetsWithoutRecordsAreNoWaitingRecords() {
    partition(0, 11, 12);
    commit(0, 11);
    lags.put(0, 0L);
    passSeconds(300);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void recordsThatAreCommittedAgainAndAgainAreProgress() {
    for (int i = 0; i < 100; i++) {
      partition(0, i, 1_000);
      commit(0, i);
      lags.put(0, 500L);
      passSeconds(5);
    }
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aConsumerThatGetsNothingIsReportedUntilItDoes() {
    partition(0, 5, 12);
    commit(0, 5);
    lags.put(0, 7L);
    passSeconds(20);
    assertThat(watch.stall()).isEmpty();

    passSeconds(20);
    assertThat(watch.stall())
        .hasValue(
            "in-0 has made no progress for 39 s, committed up to offset 5 of 12: the consumer gets"
                + " no records, 7 wait");
    assertThat(registry.get("kinetograph.partitions.stalled").gauge().value()).isEqualTo(1);

    commit(0, 12);
    passSeconds(1);
    assertThat(watch.stall()).isEmpty();
    assertThat(registry.get("kinetograph.partitions.stalled").gauge().value()).isZero();
  }

  @Test
  void recordsThatAreProcessedButNeverCommittedAreNoProgress() {
    commit(0, 5);
    lags.put(0, 0L);
    for (int i = 0; i < 40; i++) {
      partition(0, 6 + i, 46);
      passSeconds(1);
    }
    assertThat(watch.stall().orElseThrow()).endsWith("the transaction does not commit");
  }

  @Test
  void aProducerThatNeitherCommitsNorAbortsIsReportedUntilItDoes() {
    partition(0, 5, 12);
    commit(0, 5);
    // Kafka's lag ends where the transaction begins.
    lags.put(0, 0L);
    stable(0, 5);
    passSeconds(31);
    assertThat(watch.stall().orElseThrow())
        .contains("a transaction of a producer is open since offset 5");

    // All of it was aborted.
    stable(0, 12);
    passSeconds(2);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aGroupThatReadsOtherTopicsIsReportedToAProcessWithoutPartitions() {
    group = groupThatReads("other");
    passSeconds(2);
    assertThat(watch.stall())
        .hasValue(
            "consumer group 'app' reads other, not in: another application is in it; set"
                + " kafka.application.id to a name that only this app has");

    group = groupThatReads("in");
    passSeconds(2);
    assertThat(watch.stall()).isEmpty();

    group = groupThatReads("other");
    partition(0, 0, 0);
    passSeconds(2);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aGroupThatRebalancesForeverIsReported() {
    group = group("", GroupState.PREPARING_REBALANCE);
    passSeconds(29);
    assertThat(watch.stall()).isEmpty();

    passSeconds(3);
    assertThat(watch.stall().orElseThrow())
        .startsWith("consumer group 'app' has been rebalancing for ");

    group = groupThatReads("in");
    passSeconds(2);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aGroupThatIsEmptyBecauseThreadsHaveFailedIsNotReported() {
    isThreadMissing = true;
    group = group("", GroupState.EMPTY);
    passSeconds(40);
    assertThat(watch.stall()).isEmpty();
  }

  private static ConsumerGroupDescription groupThatReads(String topic) {
    return group(topic, GroupState.STABLE);
  }

  private static ConsumerGroupDescription group(String topic, GroupState state) {
    MemberAssignment assignment = new MemberAssignment(Set.of(new TopicPartition(topic, 0)));
    return new ConsumerGroupDescription(
        "app",
        false,
        List.of(
            new MemberDescription(
                "member",
                Optional.empty(),
                Optional.empty(),
                "client",
                "host",
                assignment,
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        "stream",
        GroupType.CLASSIC,
        state,
        Node.noNode(),
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }

  private void stable(int partition, long offset) {
    stable.put(
        new TopicPartition("in", partition),
        KafkaFuture.completedFuture(new ListOffsetsResultInfo(offset, -1, Optional.empty())));
  }

  @Test
  void aThreadThatHangsIsNamedWithItsPlace() {
    commit(0, 5);
    lags.put(0, 0L);
    partitions.clear();
    partitions.add(
        new PartitionState(0, 5, 5, Duration.ofSeconds(42), Duration.ZERO, Thread.currentThread()));
    passSeconds(31);
    assertThat(watch.stall().orElseThrow())
        .contains(Thread.currentThread().getName() + " has been in ")
        .endsWith(" for 42 s");
  }

  @Test
  void aThreadThatHangsInAClientOfKafkaWaitsForTheBrokers() throws Exception {
    TransactionalRequestResult answer = new TransactionalRequestResult("commit");
    Thread thread = new Thread(() -> answer.await(1, TimeUnit.MINUTES, "no answer"), "stream-1");
    thread.start();
    try {
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      partitions.clear();
      // The end is not known before the leader's first answer.
      partitions.add(new PartitionState(0, -1, -1, Duration.ofSeconds(42), Duration.ZERO, thread));
      passSeconds(31);
      assertThat(watch.stall())
          .hasValue(
              "in-0 has made no progress for 30 s, committed up to offset 0: stream-1 has been in"
                  + " TransactionalRequestResult.await for 42 s, where it waits for the brokers");
    } finally {
      answer.done();
      thread.join();
    }
  }

  @Test
  void aThreadThatHangsAfterAFailureIsNamedWithBoth() {
    commit(0, 5);
    lags.put(0, 0L);
    failure = Optional.of("the schema registry does not respond");
    partitions.add(
        new PartitionState(0, 5, 5, Duration.ofSeconds(4), Duration.ZERO, Thread.currentThread()));
    passSeconds(31);
    assertThat(watch.stall().orElseThrow())
        .endsWith(" for 4 s; before: the schema registry does not respond");
  }

  @Test
  void threadsThatFailAgainAndAgainAreNoProgressAlthoughEachProcessesRecords() {
    commit(0, 5);
    lags.put(0, 7L);
    failure = Optional.of("topic 'out' has refused a record");
    for (int i = 0; i < 8; i++) {
      partition(0, 8, 12);
      passSeconds(3);
      partitions.clear();
      passSeconds(2);
    }
    partition(0, 8, 12);
    passSeconds(1);
    assertThat(watch.stall().orElseThrow()).endsWith("topic 'out' has refused a record");
  }

  @Test
  void aPartitionCountsAsStalledWhileItsFailedThreadIsNotReplaced() {
    commit(0, 5);
    lags.put(0, 7L);
    partition(0, 5, 12);
    passSeconds(2);
    partitions.clear();
    failure = Optional.of("the schema registry does not respond");
    passSeconds(25);
    assertThat(watch.stall()).isEmpty();
    passSeconds(60);
    assertThat(watch.stall().orElseThrow())
        .isEqualTo(
            "in-0 has made no progress for 86 s, committed up to offset 5 of 12: the schema"
                + " registry does not respond");
    assertThat(registry.get("kinetograph.partitions.stalled").gauge().value()).isEqualTo(1);

    commit(0, 6);
    passSeconds(1);
    assertThat(watch.stall()).as("another process has it").isEmpty();
  }

  @Test
  void anIdlePartitionOfAFailedThreadCountsUntilSomebodyGetsFurther() {
    commit(0, 12);
    lags.put(0, 0L);
    partition(0, 12, 12);
    passSeconds(2);
    partitions.clear();
    failure = Optional.of("a record that came afterwards made a thread fail");
    isThreadMissing = true;
    passSeconds(40);
    assertThat(watch.stall()).isPresent();

    isThreadMissing = false;
    passSeconds(1);
    assertThat(watch.stall()).as("no task has it yet").isPresent();

    commit(0, 13);
    passSeconds(1);
    assertThat(watch.stall()).as("another process has it").isEmpty();
  }

  @Test
  void threadsThatFailTooFastToBeSeenAreNoProgress() {
    commit(0, 5);
    lags.put(0, 0L);
    partition(0, 5, 5);
    passSeconds(2);
    partitions.clear();
    // The last commit before the failure.
    commit(0, 9);
    failure = Optional.of("there is no permission to write topic 'out'");
    for (int i = 0; i < 10; i++) {
      isThreadMissing = true;
      passSeconds(10);
      isThreadMissing = false;
      passSeconds(1);
    }
    assertThat(watch.stall().orElseThrow()).endsWith("there is no permission to write topic 'out'");
    assertThat(registry.get("kinetograph.partitions.stalled").gauge().value()).isEqualTo(1);
  }

  /**
   * The consumer has all records, and the thread waits for the registry to read the first. Or all
   * records are committed, and a label cannot be written of those that are read again. The leader
   * has answered or not.
   */
  @ParameterizedTest
  @ValueSource(longs = {-1, 5, 12})
  void recordsThatANewThreadHasReceivedButNotProcessedAreNoProgress(long end) {
    commit(0, 5);
    failure = Optional.of("the schema registry does not respond");
    for (int i = 0; i < 10; i++) {
      partitions.add(
          new PartitionState(0, -1, end, Duration.ZERO, Duration.ZERO, new Thread("thread-" + i)));
      lags.put(0, 0L);
      passSeconds(2);
      partitions.clear();
      lags.clear();
      isThreadMissing = true;
      passSeconds(3);
      isThreadMissing = false;
    }
    assertThat(watch.stall().orElseThrow()).endsWith("the schema registry does not respond");
  }

  /** Its state is in the changelog, so a record can be committed before its label is written. */
  @Test
  void recordsThatFailingThreadsReadAndCommitAreNoProgressIfTheyCannotWriteLabels() {
    failure = Optional.of("there is no permission to write topic 'out'");
    isThreadMissing = true;
    for (int i = 0; i < 8; i++) {
      commit(0, 5 + i);
      partitions.add(
          new PartitionState(
              0, 5 + i, 50, Duration.ZERO, Duration.ZERO, new Thread("thread-" + i)));
      passSeconds(1);
      partitions.clear();
      commit(0, 6 + i);
      passSeconds(4);
    }
    assertThat(watch.stall().orElseThrow()).endsWith("there is no permission to write topic 'out'");
  }

  @Test
  void aThreadThatDoesNotFailAgainHasNothingToDo() {
    commit(0, 12);
    lags.put(0, 0L);
    partition(0, 12, 12);
    passSeconds(2);
    failure = Optional.of("the leader did not respond in time");
    partitions.clear();
    partitions.add(
        new PartitionState(0, -1, 12, Duration.ZERO, Duration.ZERO, new Thread("the new one")));
    passSeconds(60);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aNewThreadThatFailsBeforeItKnowsTheEndIsNoProgress() {
    commit(0, 5);
    failure = Optional.of("there is no permission to write topic 'out'");
    for (int i = 0; i < 20; i++) {
      partition(0, -1, -1);
      passSeconds(1);
      partitions.clear();
      isThreadMissing = true;
      passSeconds(2);
      isThreadMissing = false;
    }
    assertThat(watch.stall().orElseThrow()).endsWith("there is no permission to write topic 'out'");
  }

  @Test
  void aPartitionThatHasMovedToAnotherProcessIsForgotten() {
    commit(0, 5);
    lags.put(0, 7L);
    partition(0, 5, 12);
    passSeconds(29);
    partitions.clear();
    passSeconds(40);
    partition(0, 5, 12);
    passSeconds(20);
    assertThat(watch.stall()).isEmpty();
  }

  @Test
  void aLeaderThatDoesNotRespondIsReported() {
    commit(0, 5);
    lags.put(0, 0L);
    partitions.add(
        new PartitionState(0, 5, 5, Duration.ZERO, Duration.ofSeconds(50), Thread.currentThread()));
    passSeconds(31);
    assertThat(watch.stall().orElseThrow()).endsWith("its leader has not responded for 50 s");
  }

  @Test
  void aQuotaIsNamedBesideTheCause() {
    commit(0, 5);
    partition(0, 7, 7);
    passSeconds(31);
    assertThat(watch.stall().orElseThrow()).doesNotContain("quota");

    throttle = Duration.ofSeconds(22);
    passSeconds(5);
    assertThat(watch.stall().orElseThrow())
        .contains("-0 has made no progress for ")
        .endsWith(
            "; the brokers delay the app's requests by up to 22 s because the app exceeds a quota:"
                + " raise producer_byte_rate, consumer_byte_rate or request_percentage of its user"
                + " or client id");
  }

  @Test
  void withoutThePermissionToAskWhatIsProcessedIsProgress() {
    isDenied = true;
    lags.put(0, 7L);
    for (int i = 0; i < 100; i++) {
      partition(0, i, 1_000);
      passSeconds(5);
    }
    assertThat(watch.stall()).isEmpty();

    passSeconds(31);
    assertThat(watch.stall()).isPresent();
  }

  private void partition(int partition, long next, long end) {
    partitions.clear();
    partitions.add(
        new PartitionState(
            partition, next, end, Duration.ZERO, Duration.ZERO, Thread.currentThread()));
  }

  private void commit(int partition, long offset) {
    committed.put(new TopicPartition("in", partition), new OffsetAndMetadata(offset));
  }

  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += Duration.ofSeconds(1).toNanos();
      watch.check();
    }
  }
}
