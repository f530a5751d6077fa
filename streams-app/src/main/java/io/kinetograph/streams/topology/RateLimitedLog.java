package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters to the log, but only some a minute: a wearable that is broken sends many, and
 * {@code kinetograph.readings{result="invalid"}} counts them all. May be used by several threads.
 */
final class RateLimitedLog {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitedLog.class);
  private static final long SPAN = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final LongSupplier nanoTime;
  private final Consumer<String> lines;
  private long spanStart;
  private long written;
  private long hidden;

  /** At most that many lines a minute. */
  RateLimitedLog(int most) {
    this(most, System::nanoTime, LOG::warn);
  }

  RateLimitedLog(int most, LongSupplier nanoTime, Consumer<String> lines) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.lines = lines;
    this.spanStart = nanoTime.getAsLong();
  }

  /**
   * Writes a line or counts it as not written.
   *
   * @param place topic-partition@offset
   * @param reason a sentence
   */
  synchronized void add(String place, String reason) {
    long now = nanoTime.getAsLong();
    if (now - spanStart >= SPAN) {
      if (hidden > 0) {
        lines.accept(hidden + " more dead letters not shown");
      }
      spanStart = now;
      written = 0;
      hidden = 0;
    }
    if (written == most) {
      hidden++;
      return;
    }
    written++;
    lines.accept("dead letter " + place + ": " + reason);
    if (written == most) {
      lines.accept(
          "dead letters are not shown for up to a minute;"
              + " kinetograph.readings{result=\"invalid\"} counts them");
    }
  }
}
