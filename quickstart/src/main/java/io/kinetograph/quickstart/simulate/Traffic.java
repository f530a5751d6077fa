// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import java.time.Duration;
import java.util.Locale;

/**
 * What was sent so far.
 *
 * @param readings readings that were sent, with the repeated ones
 * @param samples samples in them
 * @param acknowledged readings that the broker has confirmed
 * @param lost readings that were left out on purpose
 * @param repeated readings that were sent a second time on purpose
 * @param late how late the last reading was sent; more than a moment if this process or the broker
 *     is too slow
 */
public record Traffic(
    long readings, long samples, long acknowledged, long lost, long repeated, Duration late) {

  /** Nothing yet. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, Duration.ZERO);

  /** The counts in one line. */
  public String total() {
    return String.format(
        Locale.ROOT,
        "%d readings sent, %d acknowledged, %d lost, %d repeated",
        readings,
        acknowledged,
        lost,
        repeated);
  }

  /**
   * One line about the time since an earlier moment.
   *
   * @param earlier what had been sent by then
   * @param span the time since then, above zero
   */
  public String line(Traffic earlier, Duration span) {
    double seconds = span.toNanos() / 1e9;
    return String.format(
        Locale.ROOT,
        "%s; now %.1f readings/s, %.0f samples/s, %d ms late",
        total(),
        (readings - earlier.readings) / seconds,
        (samples - earlier.samples) / seconds,
        late.toMillis());
  }
}
