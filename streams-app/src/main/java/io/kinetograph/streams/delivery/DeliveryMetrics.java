// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.delivery.Refusal.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what topics refuse, and logs it: one line a minute for each topic and kind of event, so
 * that a wearable with a wrong clock does not fill the log. Thread-safe.
 */
final class DeliveryMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
  private final Counter timestamps;
  private final Counter pastRetention;
  private final Counter lettersLost;
  private final LongSupplier nanoClock;
  private final Map<String, Long> loggedNanos = new ConcurrentHashMap<>();

  DeliveryMetrics(MeterRegistry registry, LongSupplier nanoClock) {
    var byReason =
        Counter.builder("kinetograph.writes.refused")
            .description("Records that a broker refused for good; each aborts a transaction")
            .withRegistry(registry);
    for (Reason reason : Reason.values()) {
      refused.put(reason, byReason.withTag("reason", reason.tag()));
    }
    this.timestamps =
        Counter.builder("kinetograph.timestamps.changed")
            .description("Labels, episodes and dead letters whose timestamp the topic would refuse")
            .register(registry);
    this.pastRetention =
        Counter.builder("kinetograph.writes.past.retention")
            .description(
                "Labels, episodes and dead letters that are older than their topic's retention")
            .register(registry);
    this.lettersLost =
        Counter.builder("kinetograph.dead.letters.lost")
            .description("Dead letters that the dead-letter topic refuses")
            .register(registry);
    this.nanoClock = nanoClock;
  }

  void refused(String topic, Refusal refusal) {
    requireNonNull(refused.get(refusal.reason())).increment();
    if (isDue(topic + refusal.reason())) {
      LOG.warn("{} (kinetograph.writes.refused counts them all)", refusal.sentence());
    }
  }

  void timestampChanged(String topic, String change) {
    timestamps.increment();
    if (isDue(topic + "@")) {
      LOG.warn("{} (kinetograph.timestamps.changed counts them all)", change);
    }
  }

  void pastRetention(String topic, String sentence) {
    pastRetention.increment();
    if (isDue(topic + "!")) {
      LOG.warn("{} (kinetograph.writes.past.retention counts them all)", sentence);
    }
  }

  void setAside(String what, Refusal refusal, String counted) {
    if (isDue(counted)) {
      LOG.warn("{} becomes a dead letter: {} ({})", what, refusal.sentence(), counted);
    }
  }

  void letterLost(String place, Refusal refusal) {
    lettersLost.increment();
    if (isDue("letter")) {
      LOG.warn(
          "no dead letter of {}: {} (kinetograph.dead.letters.lost counts them all)",
          place,
          refusal.sentence());
    }
  }

  private boolean isDue(String key) {
    long now = nanoClock.getAsLong();
    Long last = loggedNanos.get(key);
    if (last != null && now - last < MINUTE_NANOS) {
      return false;
    }
    loggedNanos.put(key, now);
    return true;
  }
}
