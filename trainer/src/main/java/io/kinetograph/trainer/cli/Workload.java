package io.kinetograph.trainer.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How much of a protocol's work is done, in epochs, and how long the rest may take. */
final class Workload {

  private final LongSupplier nanos;
  private final long start;
  private double total;
  private double done;

  /**
   * Begins now.
   *
   * @param epochs to do
   * @param nanos the clock
   */
  Workload(double epochs, LongSupplier nanos) {
    this.total = epochs;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Some epochs need not be done. */
  void spare(double epochs) {
    total -= epochs;
  }

  /** Some epochs, or a part of one, are done. */
  void add(double epochs) {
    done += epochs;
  }

  double total() {
    return total;
  }

  double done() {
    return done;
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  /** How long the rest takes at the pace so far; nothing before anything is done. */
  Optional<Duration> left() {
    if (done <= 0) {
      return Optional.empty();
    }
    double rest = Math.max(0, total - done) / done;
    return Optional.of(Duration.ofMillis(Math.round(elapsed().toMillis() * rest)));
  }

  /** Such as {@code 12 % done, about 3 h 5 min left}; empty before anything is done. */
  String toText() {
    return left()
        .map(
            left ->
                "%d %% done, about %s%d min left"
                    .formatted(
                        Math.round(100 * Math.min(1, done / total)),
                        left.toHours() > 0 ? left.toHours() + " h " : "",
                        left.toMinutesPart()))
        .orElse("");
  }
}
