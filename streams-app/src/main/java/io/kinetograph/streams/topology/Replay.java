// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.tracing.SegmentTraces;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of a task again that its open segments need, after the task has started, and
 * adds their samples: in short steps, because a stream thread that does nothing else is taken for
 * dead. It ends the restoration of the task's windows.
 */
final class Replay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_LOG_NANOS = Duration.ofSeconds(10).toNanos();

  /** No reading is ahead of it, and it is far from overflowing in microseconds. */
  private static final long FAR_FUTURE_MILLIS = Long.MAX_VALUE / 10_000;

  private final InputReader.Factory readers;
  private final TopicPartition partition;
  private final SegmentWindows windows;
  private final IdleClock idleClock;
  private final ReadingDecoder decoder;
  private final SegmentTraces traces;
  private final LongSupplier wallClock;
  private final ReplayMetrics metrics;
  private final LongSupplier nanoClock;
  private final UndecodableRecords undecodable = new UndecodableRecords();
  private final long startNanos;
  private long next;
  private long end;
  private long logAgainNanos;
  private long count;
  private boolean isWaiting;
  private boolean isOver;
  private @Nullable InputReader reader;

  /**
   * Creates a replay that has not started.
   *
   * @param partition that the task reads
   * @param windows of the task; says which records to read, and takes their samples
   * @param idleClock of the task
   * @param decoder of the task
   * @param traces of the task
   * @param wallClock in milliseconds since the epoch
   * @param nanoClock monotonic time in nanoseconds
   */
  Replay(
      InputReader.Factory readers,
      TopicPartition partition,
      SegmentWindows windows,
      IdleClock idleClock,
      ReadingDecoder decoder,
      SegmentTraces traces,
      LongSupplier wallClock,
      ReplayMetrics metrics,
      LongSupplier nanoClock) {
    this.readers = readers;
    this.partition = partition;
    this.windows = windows;
    this.next = windows.lowWatermark();
    this.end = windows.position();
    this.idleClock = idleClock;
    this.decoder = decoder;
    this.traces = traces;
    this.wallClock = wallClock;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    startNanos = nanoClock.getAsLong();
    logAgainNanos = startNanos + FIRST_LOG_NANOS;
    metrics.started();
  }

  /** Notes a live record: what follows it is read live. */
  void liveRecord(long offset) {
    end = Math.min(end, offset);
  }

  boolean isOver() {
    return isOver;
  }

  /**
   * Reads the next records.
   *
   * @return whether it is worth to continue at once; no, if it is over or no record came
   */
  boolean step() {
    if (reader == null) {
      reader = readers.open(partition, next);
    }
    List<ConsumerRecord<byte[], byte[]>> polled;
    try {
      // Other tasks of the thread do not wait for a partition that does not answer.
      polled = reader.poll(isWaiting ? Duration.ZERO : POLL);
    } catch (OffsetOutOfRangeException e) {
      return skipDeleted(reader);
    }
    isWaiting = polled.isEmpty();
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      if (record.offset() < end) {
        addAgain(record);
        metrics.recordRead();
        next = record.offset() + 1;
        count++;
      }
    }
    long position = reader.position();
    if (position >= end) {
      if (position == Long.MAX_VALUE && next < end) {
        LOG.warn(
            "{}: the partition ends before offset {}, up to which it had been read. Records from"
                + " offset {} on are lost or were never committed",
            partition,
            end,
            next);
      }
      finish();
    } else if (isWaiting) {
      logWaiting();
    }
    return !isOver && !isWaiting;
  }

  /**
   * Adds a record that was processed before the task started. Whether it is too far in the future
   * was decided then: by the broker's clock, which decides the same again, or by the app's.
   */
  private void addAgain(ConsumerRecord<byte[], byte[]> record) {
    long wallMillis = wallClock.getAsLong();
    idleClock.recordRead(record.timestamp(), wallMillis);
    if (windows.isRefused(record.offset())) {
      return;
    }
    Reading reading;
    try {
      reading =
          decoder.decode(
              record.topic(),
              record.headers(),
              record.key(),
              record.value(),
              BrokerTimeInterceptor.brokerMillis(record.headers()),
              FAR_FUTURE_MILLIS);
    } catch (InvalidReadingException e) {
      // Its dead letter was written before, or a limit was changed since.
      if (e.isWithoutSchema()) {
        undecodable.add(record.offset(), String.valueOf(e.getMessage()));
        metrics.undecodable();
      }
      return;
    }
    long earliestSeenMillis = record.timestamp() < 0 ? wallMillis : record.timestamp();
    if (windows.addAgain(reading, record.offset(), earliestSeenMillis)) {
      traces.readingAdded(reading, record.offset(), record.headers());
    }
  }

  /** The records are gone, by the topic's retention or because the topic was made anew. */
  private boolean skipDeleted(InputReader reader) {
    long earliest;
    try {
      earliest = reader.seekToEarliest();
    } catch (TimeoutException e) {
      logWaiting();
      return false;
    }
    long lost = Math.min(earliest, end) - next;
    LOG.warn(
        "{}: the records from offset {} to {} of segments that were open are gone; the partition"
            + " starts at offset {}. These segments are labeled without them; raise the topic's"
            + " retention",
        partition,
        next,
        end,
        earliest);
    metrics.lost(Math.max(0, lost));
    if (lost <= 0) {
      // The topic was made anew, and its records are read live.
      finish();
    } else {
      next = earliest;
    }
    return !isOver;
  }

  private void logWaiting() {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - logAgainNanos >= 0) {
      logAgainNanos = nowNanos + LOG_INTERVAL_NANOS;
      LOG.warn(
          "{}: waits to read again from offset {} to {}, after {} records; no segment closes until"
              + " then. Check that its leader can be reached",
          partition,
          next,
          end,
          count);
    }
  }

  private void finish() {
    isOver = true;
    windows.restored();
    Duration time = Duration.ofNanos(nanoClock.getAsLong() - startNanos);
    LOG.info("{}: read {} records again, in {} ms", partition, count, time.toMillis());
    if (!undecodable.isEmpty()) {
      LOG.warn("{}: {}", partition, undecodable.sentence());
    }
    metrics.ended(time);
    close();
  }

  @Override
  public void close() {
    if (!isOver) {
      isOver = true;
      metrics.aborted();
    }
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
