// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a stream thread is, for people who want to know what it waits for. */
final class ThreadPlace {

  private static final List<String> CLIENTS =
      List.of("org.apache.kafka.clients.", "org.apache.kafka.common.network.");

  private static final String CONSUMER = "org.apache.kafka.clients.consumer.";
  private static final String PRODUCER = "org.apache.kafka.clients.producer.";

  private ThreadPlace() {}

  /** The innermost method that is not Java's own. */
  static String method(StackTraceElement[] stack) {
    return innermost(stack)
        .map(
            frame ->
                frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                    + "."
                    + frame.getMethodName())
        .orElse("no method");
  }

  /** What a thread waits for that is in one of Kafka's clients; otherwise empty. */
  static String waitsFor(StackTraceElement[] stack) {
    return innermost(stack)
        .filter(frame -> CLIENTS.stream().anyMatch(frame.getClassName()::startsWith))
        .map(frame -> ", where it waits for the brokers")
        .orElse("");
  }

  /**
   * Whether a thread asks its consumer for records. It does so too while it has no partitions, or
   * while another thread restores its state.
   */
  static boolean polls(StackTraceElement[] stack) {
    return innermost(stack).filter(frame -> !frame.getClassName().startsWith(PRODUCER)).isPresent()
        && !waitsFor(stack).isEmpty()
        && Arrays.stream(stack)
            .anyMatch(
                frame ->
                    frame.getClassName().startsWith(CONSUMER)
                        && frame.getMethodName().equals("poll"));
  }

  private static Optional<StackTraceElement> innermost(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> !frame.getClassName().startsWith("java"))
        .filter(frame -> !frame.getClassName().startsWith("jdk."))
        .filter(frame -> !frame.getClassName().startsWith("sun."))
        .findFirst();
  }
}
