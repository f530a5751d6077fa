// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of labels: how many there are of each activity, and their delay. Each label counts,
 * before its transaction commits and again if that was rolled back, once as an activity, and once
 * in {@code kinetograph.label.delay} or, if its delay is out of range, in {@code
 * kinetograph.label.delay.ignored}.
 */
final class LabelMetrics {

  /** A clock that is a little ahead makes a delay negative; it counts as 0. */
  private static final Duration MIN_DELAY = Duration.ofMinutes(-1);

  /** A longer one says more about a wearable's clock, or an old recording, than about the app. */
  private static final Duration MAX_DELAY = Duration.ofDays(1);

  private final MeterProvider<Counter> labels;
  private final Map<String, Counter> byActivity = new ConcurrentHashMap<>();
  private final Timer delay;
  private final Counter delayIgnored;

  LabelMetrics(MeterRegistry registry) {
    this.labels =
        Counter.builder("kinetograph.labels")
            .description("Labels, by activity")
            .withRegistry(registry);
    this.delay =
        Timer.builder("kinetograph.label.delay")
            .description("Time from a segment's end, by the wearable's clock, to its label")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.delayIgnored =
        Counter.builder("kinetograph.label.delay.ignored")
            .description("Labels whose delay is out of range and not in kinetograph.label.delay")
            .register(registry);
  }

  /**
   * Counts a label.
   *
   * @param sinceEnd the time from its segment's end
   */
  void labeled(String activity, Duration sinceEnd) {
    byActivity.computeIfAbsent(activity, name -> labels.withTag("activity", name)).increment();
    if (sinceEnd.compareTo(MIN_DELAY) < 0 || sinceEnd.compareTo(MAX_DELAY) > 0) {
      delayIgnored.increment();
    } else {
      delay.record(sinceEnd.isNegative() ? Duration.ZERO : sinceEnd);
    }
  }
}
