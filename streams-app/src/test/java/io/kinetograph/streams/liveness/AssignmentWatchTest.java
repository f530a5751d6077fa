// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignmentWatchTest {

  private final Map<Thread, StackTraceElement[]> stacks = new HashMap<>();
  private Set<String> waiting = Set.of();
  private long nanos = -7;
  private final AssignmentWatch watch =
      new AssignmentWatch(() -> waiting, () -> stacks, Duration.ofSeconds(20), () -> nanos);

  @Test
  void threadsThatWaitForLongAreNamedWithTheirPlaces() {
    thread("stream-2", "java.lang.Object.wait", "io.kinetograph.streams.Replay.step");
    thread(
        "stream-1",
        "jdk.internal.misc.Unsafe.park",
        "org.apache.kafka.clients.producer.internals.TransactionalRequestResult.await");
    thread("other", "a.B.c");
    waiting = Set.of("stream-1", "stream-2");
    passSeconds(20);
    assertThat(watch.problem()).isEmpty();

    passSeconds(1);
    assertThat(watch.problem())
        .hasValue(
            "stream threads have waited 20 s for their partitions: stream-1 is in"
                + " TransactionalRequestResult.await, where it waits for the brokers; stream-2 is"
                + " in Replay.step");

    waiting = Set.of();
    passSeconds(1);
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void aShortRebalanceIsNoProblemHoweverOftenItHappens() {
    thread("stream-1", "a.B.c");
    for (int i = 0; i < 100; i++) {
      waiting = Set.of("stream-1");
      passSeconds(15);
      waiting = Set.of();
      passSeconds(1);
    }
    assertThat(watch.problem()).isEmpty();
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
