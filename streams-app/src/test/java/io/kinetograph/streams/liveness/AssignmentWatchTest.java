// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.liveness.AssignmentWatch.Phase;
import io.kinetograph.streams.liveness.AssignmentWatch.Threads;
import io.kinetograph.streams.logs.CapturedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssignmentWatchTest {

  private final Map<Thread, StackTraceElement[]> stacks = new HashMap<>();
  private Threads threads = new Threads(Phase.ASSIGNED, Map.of());
  private boolean broken;
  private long nanos = -7;
  private final AssignmentWatch watch =
      new AssignmentWatch(this::threads, () -> stacks, Duration.ofSeconds(20), () -> nanos);

  @Test
  void threadsThatWaitForLongAreNamedWithTheirPlaces() {
    thread("stream-2", "java.lang.Object.wait", "io.kinetograph.streams.Replay.step");
    thread(
        "stream-1",
        "jdk.internal.misc.Unsafe.park",
        "org.apache.kafka.clients.producer.internals.TransactionalRequestResult.await");
    thread("other", "a.B.c");
    wait(Map.of("stream-1", "PARTITIONS_ASSIGNED", "stream-2", "PARTITIONS_ASSIGNED"));
    passSeconds(20);
    assertThat(watch.problem()).isEmpty();

    passSeconds(1);
    assertThat(watch.problem())
        .hasValue(
            "stream threads have waited 20 s for their partitions: stream-1 is in"
                + " TransactionalRequestResult.await, where it waits for the brokers; stream-2 is"
                + " in Replay.step");

    threads = new Threads(Phase.ASSIGNED, Map.of());
    passSeconds(1);
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void aShortRebalanceIsNoProblemHoweverOftenItHappens() {
    thread("stream-1", "a.B.c");
    for (int i = 0; i < 100; i++) {
      wait(Map.of("stream-1", "STARTING"));
      passSeconds(15);
      threads = new Threads(Phase.ASSIGNED, Map.of());
      passSeconds(1);
    }
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void aThreadThatPollsIsExplainedByItsState() {
    for (String name : new String[] {"stream-1", "stream-2"}) {
      thread(
          name,
          "sun.nio.ch.EPoll.wait",
          "org.apache.kafka.common.network.Selector.select",
          "org.apache.kafka.clients.consumer.KafkaConsumer.poll",
          "org.apache.kafka.streams.processor.internals.StreamThread.pollRequests");
    }
    wait(Map.of("stream-1", "STARTING", "stream-2", "PARTITIONS_ASSIGNED"));
    passSeconds(21);
    assertThat(watch.problem())
        .hasValue(
            "stream threads have waited 20 s for their partitions: stream-1 is in Selector.select,"
                + " where it waits for its consumer group; stream-2 is in Selector.select, while"
                + " its state is restored");
  }

  @Test
  void theWaitGoesOnWhileAFailedThreadIsMissing() {
    thread("stream-1", "a.B.c");
    wait(Map.of("stream-1", "STARTING"));
    passSeconds(15);
    wait(Map.of());
    passSeconds(5);
    assertThat(watch.problem()).isEmpty();
    wait(Map.of("stream-1", "STARTING"));
    passSeconds(1);
    assertThat(watch.problem()).isPresent();
  }

  @Test
  void onlyThreadsThatRunHaveTheirPartitions() {
    thread("stream-1", "a.B.c");
    for (Phase phase : Phase.values()) {
      try (CapturedLog log = CapturedLog.messages(AssignmentWatch.class)) {
        waitAndBe(phase);
        assertThat(log.lines().contains("all stream threads have their partitions"))
            .as("%s", phase)
            .isEqualTo(phase == Phase.ASSIGNED);
      }
      assertThat(watch.problem()).isEmpty();
      threads = new Threads(Phase.ENDED, Map.of());
      passSeconds(1);
    }
  }

  @Test
  void anErrorDoesNotEndTheWatch() {
    thread("stream-1", "a.B.c");
    wait(Map.of("stream-1", "STARTING"));
    broken = true;
    passSeconds(1);
    broken = false;
    passSeconds(21);

    assertThat(watch.problem()).isPresent();
  }

  private Threads threads() {
    if (broken) {
      throw new NoClassDefFoundError("made to fail");
    }
    return threads;
  }

  private void waitAndBe(Phase phase) {
    wait(Map.of("stream-1", "STARTING"));
    passSeconds(21);
    assertThat(watch.problem()).isPresent();
    threads = new Threads(phase, Map.of());
    passSeconds(1);
  }

  private void wait(Map<String, String> waiting) {
    threads = new Threads(Phase.ASSIGNING, waiting);
  }

  private void thread(String name, String... methods) {
    StackTraceElement[] stack = new StackTraceElement[methods.length];
    for (int i = 0; i < methods.length; i++) {
      int dot = methods[i].lastIndexOf('.');
      stack[i] =
          new StackTraceElement(
              methods[i].substring(0, dot), methods[i].substring(dot + 1), null, -1);
    }
    stacks.put(new Thread(name), stack);
  }

  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      watch.check();
      nanos += Duration.ofSeconds(1).toNanos();
    }
  }
}
