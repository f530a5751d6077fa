// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.streams.episode.Episodes;
import io.kinetograph.streams.plausibility.Plausibility;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.segment.StoredState;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.tracing.SegmentTraces;
import java.util.Locale;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A task from its start to its end: the open segments of its wearers, their episodes, and the batch
 * of closed segments. After the start, it reads the records of open segments again.
 *
 * <p>A record only adds its samples. Closing, batching and labeling is one loop with a time budget,
 * {@code work}; it runs after each record that leaves work to do, and from timers.
 */
final class LabelTask implements AutoCloseable {

  private final ProcessorContext<byte[], byte[]> context;
  private final Plausibility plausibility;
  private final PartitionLiveness.Tracker partition;
  private final IdleClock idleClock;
  private final SegmentWindows windows;
  private final @Nullable Episodes episodes;
  private final SegmentTraces traces;
  private final LabelBatch batch;
  private final TimeBudget budget;

  /** The records that are read again, while {@link SegmentWindows#isRestoring}. */
  private @Nullable Replay replay;

  /**
   * Continues what is stored.
   *
   * @param plausibility checks closed segments
   */
  LabelTask(
      LabelTopology topology,
      ProcessorContext<byte[], byte[]> context,
      ReadingDecoder decoder,
      LabelWriter writer,
      Plausibility plausibility) {
    this.context = context;
    this.plausibility = plausibility;
    KeyValueStore<String, byte[]> progress = context.getStateStore(LabelTopology.PROGRESS);
    StoredState.check(progress, changelog(context, LabelTopology.PROGRESS));
    int number = context.taskId().partition();
    this.partition = topology.liveness().track(number);
    try {
      long wallMillis = context.currentSystemTimeMs();
      partition.advance(wallMillis);
      this.idleClock =
          new IdleClock(wallMillis, partition::availableMillis, topology.segments().idleTimeout());
      WearerStore wearers = new WearerStore(progress);
      this.windows =
          new SegmentWindows(
              topology.segments(),
              topology.labels(),
              wearers,
              topology.metrics(),
              idleClock,
              topology.memory());
      partition.startAt(windows.position());
      this.budget = new TimeBudget(topology.batch().maxProcessingTime(), topology.nanoClock());
      this.episodes = episodes(topology, context, writer, wearers);
      TopicPartition input = new TopicPartition(topology.topics().input(), number);
      this.traces = topology.tracing().ofTask(input, context.applicationId(), topology.segments());
      this.batch =
          new LabelBatch(
              topology, writer, context, partition, windows, idleClock, episodes, traces);
      this.replay =
          windows.isRestoring()
              ? new Replay(
                  topology.input(),
                  input,
                  windows,
                  idleClock,
                  decoder,
                  traces,
                  context::currentSystemTimeMs,
                  topology.metrics().replays(),
                  topology.nanoClock())
              : null;
    } catch (RuntimeException | Error e) {
      partition.close();
      throw e;
    }
  }

  private static @Nullable Episodes episodes(
      LabelTopology topology,
      ProcessorContext<byte[], byte[]> context,
      LabelWriter writer,
      WearerStore wearers) {
    if (topology.topics().episodes() == null) {
      wearers.forgetEpisodes();
      return null;
    }
    return new Episodes(
        topology.episodes(),
        wearers.episodes(),
        changelog(context, LabelTopology.PROGRESS),
        context.getStateStore(LabelTopology.EPISODES),
        changelog(context, LabelTopology.EPISODES),
        new EpisodeLog(writer, context, topology.metrics()));
  }

  private static String changelog(ProcessorContext<byte[], byte[]> context, String store) {
    return String.format(
        Locale.ROOT,
        "partition %d of topic '%s'",
        context.taskId().partition(),
        LabelTopology.changelog(context.applicationId(), store));
  }

  ProcessorContext<byte[], byte[]> context() {
    return context;
  }

  /** Notes a live record that is about to be processed, valid or not. */
  void recordRead(long offset, long timestampMillis, long wallMillis) {
    if (replay != null) {
      replay.liveRecord(offset);
    }
    windows.recordRead(offset);
    partition.recordRead(offset);
    idleClock.recordRead(timestampMillis, wallMillis);
  }

  /** Adds the samples of a live record, and closes and labels what is due. */
  void add(Reading reading, long offset, Headers headers) {
    if (windows.add(reading, offset)) {
      traces.readingAdded(reading, offset, headers);
    }
    if (replay != null || windows.hasWork()) {
      work();
    }
    windows.savePlace();
  }

  /**
   * Notes an invalid live record.
   *
   * @param isAheadOfOwnClock whether its only fault is a time ahead of the app's own clock, so that
   *     it may be valid later
   */
  void refuse(long offset, boolean isAheadOfOwnClock) {
    if (isAheadOfOwnClock) {
      windows.refuse(offset);
    }
    windows.savePlace();
  }

  /** Works with a new time budget. */
  void workAgain() {
    budget.refill();
    work();
  }

  /** Looks for idle wearers. */
  void scanForIdle() {
    windows.startIdleScan();
    work();
  }

  /** Looks for wearers past their retention. */
  void scanForExpired() {
    windows.startEvictionScan();
    work();
  }

  /** Labels the closed segments, also if they are few. */
  void labelBatch() {
    batch.label();
  }

  /**
   * Closes due segments and labels full batches until the time budget is used up. At most one batch
   * is assembled ahead of the model. After a start, first reads records again.
   */
  private void work() {
    budget.repeat(this::step);
  }

  /**
   * Reads some records again or advances the scans, and closes one segment; returns whether there
   * may be more to do.
   *
   * <p>While records are read again, segments close only if their samples take too much memory.
   * Then the next records wait: a poll brings in the samples of many segments, and a step closes
   * only one.
   */
  private boolean step() {
    partition.advance(context.currentSystemTimeMs());
    if (replay != null && closeNext()) {
      return true;
    }
    boolean more = replay == null ? scan() : readAgain(replay);
    return closeNext() || more;
  }

  private boolean readAgain(Replay records) {
    boolean more = records.step();
    if (records.isOver()) {
      replay = null;
    }
    return more;
  }

  private boolean scan() {
    boolean more = windows.advanceScans();
    if (episodes != null) {
      more |= episodes.endSilent(idleClock.idleMillis(), windows::isOpen, windows::nextStartMillis);
    }
    return more;
  }

  private boolean closeNext() {
    ClosedSegment closed = windows.closeNext();
    if (closed != null) {
      plausibility.check(closed, context.currentSystemTimeMs());
      batch.add(closed);
      if (batch.isFull()) {
        batch.label();
      }
    }
    return closed != null;
  }

  @Override
  public void close() {
    try {
      if (replay != null) {
        replay.close();
      }
    } finally {
      replay = null;
      partition.close();
      windows.close();
    }
  }
}
