// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a stream thread is, for people who want to know what it waits for. */
final class ThreadPlace {

  private static final List<String> CLIENTS =
      List.of("org.apache.kafka.clients.", "org.apache.kafka.common.network.");

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

  private static Optional<StackTraceElement> innermost(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> !frame.getClassName().startsWith("java"))
        .filter(frame -> !frame.getClassName().startsWith("jdk."))
        .filter(frame -> !frame.getClassName().startsWith("sun."))
        .findFirst();
  }
}
