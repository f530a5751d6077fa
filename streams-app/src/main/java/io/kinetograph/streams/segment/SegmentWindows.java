// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.Reading;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The open segments of a task's wearers: accepts readings and returns due segments one at a time,
 * wearer by wearer, so the caller decides how long to continue.
 *
 * <p>A closed segment stays in the stores until {@link #forget}; call it in the transaction that
 * publishes the label. If the task ends in between, the task's next owner builds and closes the
 * segment again.
 *
 * <p>Not thread-safe.
 */
public final class SegmentWindows {

  /** Wearers that a scan visits in one step: this takes little time beside closing a segment. */
  private static final int SCAN_BATCH = 100;

  private final SegmentSettings settings;
  private final SegmentGrid grid;
  private final SampleStore samples;
  private final KeyValueStore<String, byte[]> nextSegments;
  private final SegmentMetrics metrics;
  private final IdleClock idleClock;
  private final RoundRobin wearers = new RoundRobin();
  private final ArrayDeque<TrackedWearer> due = new ArrayDeque<>();
  private final IdleScan idleScan;
  private final EvictionScan evictionScan;

  /**
   * By wearer, the start of the first open segment: the store has older samples although their
   * segments are closed. A changelog keeps the deletion of a key for a limited time, so a store
   * that was offline for longer misses it.
   */
  private final Map<String, Long> orphanedSamples = new HashMap<>();

  /**
   * Restores the windows from the stores.
   *
   * @param settings when segments start and close
   * @param samples the samples of open segments
   * @param nextSegments by wearer, the start of the first open segment, and when the one before it
   *     was forgotten
   * @param metrics counts readings and segments
   * @param idleClock decides how long a wearer has been idle; the caller tells it about each record
   *     before {@link #add}
   */
  public SegmentWindows(
      SegmentSettings settings,
      KeyValueStore<Bytes, byte[]> samples,
      KeyValueStore<String, byte[]> nextSegments,
      SegmentMetrics metrics,
      IdleClock idleClock) {
    this.settings = settings;
    this.grid = new SegmentGrid(settings.hopMicros());
    this.samples = new SampleStore(samples, grid, settings.maxGapMicros());
    this.nextSegments = nextSegments;
    this.metrics = metrics;
    this.idleClock = idleClock;
    this.idleScan = new IdleScan(wearers, idleClock, this::queueIfDue);
    this.evictionScan =
        new EvictionScan(
            nextSegments,
            wearers::contains,
            idleClock,
            settings.wearerRetention().toMillis(),
            metrics);
    this.samples.forEachRun(
        (id, unit, startMicros, periodMicros, size) -> {
          WearerTimeline timeline = wearer(id).timeline();
          long endMicros = startMicros + (long) size * periodMicros;
          timeline.deliver(unit, startMicros, endMicros, periodMicros);
          if (timeline.isLate(startMicros)) {
            orphanedSamples.put(id, timeline.nextStartMicros());
          }
        });
  }

  /** Stores the samples of a reading that are not late; then ask {@link #closeNext}. */
  public void add(Reading reading) {
    TrackedWearer wearer = wearer(reading.wearer());
    WearerTimeline timeline = wearer.timeline();
    timeline.seenAt(reading.unit(), idleClock.millis());
    int first = 0;
    while (first < reading.size() && timeline.isLate(reading.timeMicros(first))) {
      first++;
    }
    if (first == reading.size()) {
      metrics.readingLate();
      return;
    }
    switch (samples.add(reading, first)) {
      case STORED -> metrics.readingAccepted();
      case DUPLICATE -> metrics.readingDuplicate();
    }
    timeline.deliver(
        reading.unit(), reading.timeMicros(first), reading.endMicros(), reading.periodMicros());
    queueIfDue(wearer);
  }

  /** Starts to look for idle wearers; {@link #advanceScans} does the work. */
  public void startIdleScan() {
    idleScan.start();
  }

  /**
   * Starts to look for wearers past their retention, unless that scan is running; {@link
   * #advanceScans} does the work.
   */
  public void startEvictionScan() {
    evictionScan.start();
  }

  /**
   * Advances the running scans by one batch, and deletes the orphaned samples of one wearer.
   *
   * @return whether there is more to do
   */
  public boolean advanceScans() {
    idleScan.next(SCAN_BATCH);
    evictionScan.next(SCAN_BATCH);
    deleteOrphanedSamples();
    return !idleScan.isOver() || !evictionScan.isOver() || !orphanedSamples.isEmpty();
  }

  private void deleteOrphanedSamples() {
    var entries = orphanedSamples.entrySet().iterator();
    if (entries.hasNext()) {
      var orphaned = entries.next();
      samples.delete(orphaned.getKey(), Segment.LENGTH_MICROS, orphaned.getValue());
      entries.remove();
    }
  }

  private void queueIfDue(TrackedWearer wearer) {
    if (!wearer.isQueued() && dueOf(wearer) != null) {
      wearer.setQueued(true);
      due.add(wearer);
    }
  }

  private WearerTimeline.@Nullable Due dueOf(TrackedWearer wearer) {
    WearerTimeline timeline = wearer.timeline();
    return timeline.due(timeline.isIdle(idleClock), idleClock.millis());
  }

  /**
   * Closes one due segment, of the wearer who has waited longest. Until then the segment accepts
   * readings: one that waits in the queue makes nothing late.
   *
   * @return the segment, or null if none is due
   */
  public @Nullable ClosedSegment closeNext() {
    for (TrackedWearer wearer = due.poll(); wearer != null; wearer = due.poll()) {
      WearerTimeline.Due next = dueOf(wearer);
      if (next != null) {
        due.add(wearer);
        return close(wearer, next);
      }
      wearer.setQueued(false);
    }
    return null;
  }

  private ClosedSegment close(TrackedWearer wearer, WearerTimeline.Due due) {
    Segment segment = samples.assemble(wearer.id(), due.startMicros());
    long nextStartMicros = wearer.timeline().close(due.startMicros());
    wearer.segmentClosed();
    metrics.segmentClosed(due.reason().name().toLowerCase(Locale.ROOT), segment.coverage());
    return new ClosedSegment(
        wearer.id(), segment, nextStartMicros, CoverageResult.of(segment, settings));
  }

  /** Deletes a closed segment's samples and stores where the wearer's next segment starts. */
  public void forget(ClosedSegment closed) {
    samples.delete(closed.wearer(), closed.segment().startMicros(), closed.nextStartMicros());
    var progress = new WearerProgress(closed.nextStartMicros(), idleClock.millis());
    nextSegments.put(closed.wearer(), progress.toBytes());
    wearer(closed.wearer()).segmentForgotten();
  }

  /** Subtracts this task's wearers from the metrics: another task will count them. */
  public void close() {
    evictionScan.close();
  }

  private TrackedWearer wearer(String id) {
    return wearers.getOrAdd(id, this::restore);
  }

  private TrackedWearer restore(String id) {
    byte[] progress = nextSegments.get(id);
    long nextStartMicros =
        progress == null
            ? WearerTimeline.NONE
            : WearerProgress.fromBytes(progress).nextStartMicros();
    return new TrackedWearer(id, new WearerTimeline(settings, grid, nextStartMicros));
  }
}
