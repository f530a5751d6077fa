// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.topology.PartitionLiveness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeaderProbeTest {

  private final List<TopicPartition> questions = new ArrayList<>();
  private final List<KafkaFutureImpl<ListOffsetsResultInfo>> answers = new ArrayList<>();
  private long now;
  private @Nullable Throwable broken;
  private final LeaderProbe probe =
      new LeaderProbe(admin(), "in", Duration.ofSeconds(10), new SimpleMeterRegistry(), () -> now);

  @Test
  void asksForTrackedPartitionsOnly() {
    PartitionLiveness.Tracker first = probe.track(3);
    PartitionLiveness.Tracker second = probe.track(5);
    probe.ask();
    assertThat(questions)
        .containsExactlyInAnyOrder(new TopicPartition("in", 3), new TopicPartition("in", 5));

    answer(1);
    questions.clear();
    first.close();
    probe.ask();
    assertThat(questions).containsExactly(new TopicPartition("in", 5));

    answer(1);
    questions.clear();
    second.close();
    probe.ask();
    assertThat(questions).isEmpty();
  }

  @Test
  void aPartitionThatATaskHadOnlyForAMomentIsSeenOnce() {
    PartitionLiveness.Tracker first = probe.track(3);
    first.recordRead(41);
    first.close();
    assertThat(probe.partitions()).isEmpty();

    now += Duration.ofSeconds(5).toNanos();
    assertThat(probe.partitionsSinceLastCall())
        .singleElement()
        .satisfies(state -> assertThat(state.nextOffset()).isEqualTo(42L))
        .satisfies(state -> assertThat(state.sinceCall()).as("no task hangs").isZero());
    assertThat(probe.partitionsSinceLastCall()).isEmpty();

    probe.track(3).close();
    probe.track(3);
    assertThat(probe.partitionsSinceLastCall()).hasSize(1);
    assertThat(probe.partitionsSinceLastCall()).hasSize(1);
  }

  @Test
  void aPartitionIsNotAskedForAgainWhileItsAnswerIsPendingUntilATimeout() {
    probe.track(3);
    for (int second = 0; second < 10; second++) {
      probe.ask();
      now += Duration.ofSeconds(1).toNanos();
    }
    assertThat(questions).hasSize(1);

    probe.ask();
    assertThat(questions).as("the first answer will never come").hasSize(2);
  }

  @Test
  void timeWithoutAnAnswerDoesNotCount() {
    PartitionLiveness.Tracker tracker = probe.track(3);
    passSeconds(tracker, 10, () -> answer(7));
    assertThat(tracker.availableMillis()).isEqualTo(10_000);

    passSeconds(tracker, 60, () -> fail(new TimeoutException("no node")));
    assertThat(tracker.availableMillis()).isBetween(12_000L, 13_000L);
  }

  @Test
  void aRejectionCountsAsAnAnswer() {
    PartitionLiveness.Tracker tracker = probe.track(3);
    passSeconds(tracker, 60, () -> fail(new TopicAuthorizationException("no")));

    assertThat(tracker.availableMillis()).isEqualTo(60_000);
  }

  @Test
  void timeWithUnreadRecordsDoesNotCount() {
    PartitionLiveness.Tracker tracker = probe.track(3);
    tracker.recordRead(6);
    passSeconds(tracker, 10, () -> answer(7));
    assertThat(tracker.availableMillis()).isEqualTo(10_000);

    passSeconds(tracker, 30, () -> answer(8));
    assertThat(tracker.availableMillis()).isBetween(10_000L, 11_000L);
  }

  @Test
  void timeWithUnreadRecordsDoesNotCountAfterAStart() {
    PartitionLiveness.Tracker tracker = probe.track(3);
    tracker.startAt(5);
    passSeconds(tracker, 30, () -> answer(7));

    assertThat(tracker.availableMillis()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void countsPartitionsWhoseLeaderDoesNotRespond() {
    PartitionLiveness.Tracker first = probe.track(3);
    PartitionLiveness.Tracker second = probe.track(5);
    passSeconds(first, 5, () -> answer(7));
    assertThat(probe.unreachable()).isZero();

    passSeconds(first, 5, () -> fail(new TimeoutException("no node")));
    assertThat(probe.unreachable()).as("not yet for long").isZero();

    passSeconds(first, 10, () -> fail(new TimeoutException("no node")));
    assertThat(probe.unreachable()).isEqualTo(2);

    second.close();
    assertThat(probe.unreachable()).isOne();

    passSeconds(first, 1, () -> answer(7));
    assertThat(probe.unreachable()).isZero();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailedQuestionDoesNotEndTheProbe(Throwable failure) {
    PartitionLiveness.Tracker tracker = probe.track(3);
    broken = failure;
    probe.ask();
    broken = null;
    passSeconds(tracker, 30, () -> answer(7));

    assertThat(tracker.availableMillis()).isGreaterThan(15_000);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("made to fail"), new NoClassDefFoundError("made to fail"));
  }

  private void passSeconds(PartitionLiveness.Tracker tracker, int seconds, Runnable answering) {
    for (int second = 0; second < seconds; second++) {
      now += Duration.ofSeconds(1).toNanos();
      probe.ask();
      answering.run();
      tracker.advance(0);
    }
  }

  private void answer(long offset) {
    answers.forEach(
        answer -> answer.complete(new ListOffsetsResultInfo(offset, -1, Optional.empty())));
    answers.clear();
  }

  private void fail(RuntimeException failure) {
    answers.forEach(answer -> answer.completeExceptionally(failure));
    answers.clear();
  }

  /** An admin client that can be asked for offsets alone. */
  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("listOffsets")) {
                throw new UnsupportedOperationException(method.getName());
              }
              if (broken != null) {
                throw broken;
              }
              Map<TopicPartition, KafkaFutureImpl<ListOffsetsResultInfo>> asked = new HashMap<>();
              for (Object question : ((Map<?, ?>) arguments[0]).keySet()) {
                TopicPartition partition = (TopicPartition) question;
                questions.add(partition);
                KafkaFutureImpl<ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
                answers.add(answer);
                asked.put(partition, answer);
              }
              return new ListOffsetsResult(new HashMap<>(asked));
            });
  }
}
