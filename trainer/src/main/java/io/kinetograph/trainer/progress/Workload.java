// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The finished amount of some work, and an estimate of the remaining time. */
public final class Workload {

  private final String unit;
  private final LongSupplier nanoClock;
  private final long start;
  private double total;
  private double done;

  /**
   * Starts the clock.
   *
   * @param total amount of work; below 0 if unknown
   * @param unit that work is counted in, such as {@code epochs}; may be empty
   * @param nanoClock such as {@link System#nanoTime()}
   */
  public Workload(double total, String unit, LongSupplier nanoClock) {
    this.total = total;
    this.unit = unit;
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  /** Subtracts work that turned out to be unnecessary. */
  public void skip(double amount) {
    total -= amount;
  }

  /** Adds finished work. */
  public void add(double amount) {
    done += amount;
  }

  /** The unit that work is counted in; may be empty. */
  public String unit() {
    return unit;
  }

  /** All work, without what was skipped; below 0 if unknown. */
  public double total() {
    return total;
  }

  /** The work that is done. */
  public double done() {
    return done;
  }

  /** Time since the work began. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoClock.getAsLong() - start);
  }

  /** How long the rest takes at the pace so far; empty before anything is done. */
  public Optional<Duration> left() {
    if (done <= 0) {
      return Optional.empty();
    }
    double rest = Math.max(0, total - done) / done;
    return Optional.of(Duration.ofMillis(Math.round(elapsed().toMillis() * rest)));
  }

  /** Such as {@code 12% done, about 3 h 5 min left}; empty before anything is done. */
  public String toText() {
    return left()
        .map(
            left ->
                String.format(
                    Locale.ROOT,
                    "%d%% done, about %s%d min left",
                    Math.round(100 * Math.min(1, done / total)),
                    left.toHours() > 0 ? left.toHours() + " h " : "",
                    left.toMinutesPart()))
        .orElse("");
  }
}
