// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.streams.config.LabelSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The open segments of a task's wearers: accepts readings and returns due segments one at a time,
 * wearer by wearer, so the caller decides how long to continue.
 *
 * <p>Samples are in memory only. The store keeps where each wearer's next segment starts and where
 * the task is in its partition. After a start, the caller reads the records from {@link
 * #lowWatermark} to {@link #position} again and passes them to {@link #addAgain}; until {@link
 * #restored} it may add live readings but must not ask for due segments.
 *
 * <p>A closed segment stays in memory until {@link #forget}; call it in the transaction that
 * publishes the label. If the task ends in between, the task's next owner builds and closes the
 * segment again.
 *
 * <p>Not thread-safe.
 */
public final class SegmentWindows {

  /** What became of the samples of a reading. */
  private enum Outcome {
    ADDED,
    DUPLICATE,
    LATE
  }

  private final SegmentMetrics metrics;
  private final IdleClock idleClock;
  private final SampleMemory.Share share;
  private final TaskPlace place;
  private final OpenSlices slices;
  private final TaskWearers wearers;
  private final DueSegments due;
  private final WearerScans scans;
  private boolean restoring;

  /**
   * Restores the task's place and its wearers' progress from the store.
   *
   * @param settings when segments start and close
   * @param labels when a unit counts as not worn
   * @param store by wearer, the start of the first open segment, when the one before it was
   *     forgotten, whether any got a label, and how long units have lain still; and the task's
   *     place
   * @param metrics counts readings and segments
   * @param idleClock decides how long a wearer has been idle; the caller tells it about each record
   *     before {@link #add}
   * @param memory what the samples of all tasks may take
   */
  public SegmentWindows(
      SegmentSettings settings,
      LabelSettings labels,
      WearerStore store,
      SegmentMetrics metrics,
      IdleClock idleClock,
      SampleMemory memory) {
    this.metrics = metrics;
    this.idleClock = idleClock;
    this.place = new TaskPlace(store.records(), metrics);
    this.share = memory.newShare();
    this.slices = new OpenSlices(share, settings.hopMicros());
    this.wearers = new TaskWearers(settings, store.progress());
    this.due = new DueSegments(settings, labels, idleClock, slices, share);
    this.scans =
        new WearerScans(
            wearers, idleClock, due::queueIfDue, slices::oldestSeenMillis, settings, metrics);
    restoring = place.lowWatermark() < place.position();
    if (restoring) {
      slices.startUnsorted();
    }
  }

  /** Whether records must be read again before segments may close. */
  public boolean isRestoring() {
    return restoring;
  }

  /** Offset of the first record to be read again. */
  public long lowWatermark() {
    return place.lowWatermark();
  }

  /** Offset after the last processed record. */
  public long position() {
    return place.position();
  }

  /** Whether a record was refused because it was ahead of the app's own clock. */
  public boolean isRefused(long offset) {
    return place.isRefused(offset);
  }

  /** Remembers that a record was refused because it was ahead of the app's own clock. */
  public void refuse(long offset) {
    place.refuse(offset);
  }

  /** Ends the restoration: segments may close from now on. */
  public void restored() {
    slices.sort();
    restoring = false;
    scans.startIdle();
  }

  /** Notes a live record that is about to be processed, valid or not. */
  public void recordRead(long offset) {
    place.recordRead(offset);
  }

  /** Stores the task's place; call it after each live record. */
  public void savePlace() {
    place.save(restoring ? place.lowWatermark() : slices.oldestOffset());
  }

  /**
   * Adds the samples of a live reading that are not late; then ask {@link #hasWork}.
   *
   * @param reading copied
   * @param offset the record's offset
   * @return whether an open segment has new samples
   */
  public boolean add(Reading reading, long offset) {
    Outcome outcome = addSamples(reading, offset, idleClock.millis());
    switch (outcome) {
      case ADDED -> metrics.readingAccepted();
      case DUPLICATE -> metrics.readingDuplicate();
      case LATE -> metrics.readingLate();
    }
    return outcome == Outcome.ADDED;
  }

  /**
   * Adds the samples of a reading that was processed before the task started; a late one is late
   * again. The idle timeout of its wearer counts anew: the record's timestamp does not say when the
   * reading was seen.
   *
   * @param reading copied
   * @param offset the record's offset
   * @param earliestSeenMillis the idle clock was not before it when the reading was added first
   * @return whether an open segment has new samples
   */
  public boolean addAgain(Reading reading, long offset, long earliestSeenMillis) {
    return addSamples(reading, offset, Math.min(earliestSeenMillis, idleClock.millis()))
        == Outcome.ADDED;
  }

  private Outcome addSamples(Reading reading, long offset, long firstSeenMillis) {
    TrackedWearer wearer = wearers.track(reading.wearer());
    WearerTimeline timeline = wearer.timeline();
    int first = 0;
    while (first < reading.size() && timeline.isLate(reading.timeMicros(first))) {
      first++;
    }
    if (first == reading.size()) {
      return Outcome.LATE;
    }
    long idleMillis = idleClock.idleMillis();
    timeline.seenAt(reading.unit(), idleMillis);
    int slicesBefore = wearer.slices().size();
    boolean changed = slices.add(wearer, reading, first, offset, firstSeenMillis, idleMillis);
    timeline.deliver(
        reading.unit(), reading.timeMicros(first), reading.endMicros(), reading.periodMicros());
    if (wearer.hasSliceAhead() || wearer.slices().size() > slicesBefore) {
      wearer.timeReached(timeline.reachedMicros(idleMillis), idleMillis);
    }
    if (!restoring && timeline.canMakeDue(reading.unit())) {
      due.queueIfDue(wearer);
    }
    return changed ? Outcome.ADDED : Outcome.DUPLICATE;
  }

  /**
   * Starts to look for wearers who are idle or have a segment that was open for too long; {@link
   * #advanceScans} does the work.
   */
  public void startIdleScan() {
    scans.startIdle();
  }

  /**
   * Starts to look for wearers past their retention, unless that scan is running; {@link
   * #advanceScans} does the work.
   */
  public void startEvictionScan() {
    scans.startEviction();
    slices.trim();
  }

  /**
   * Advances the running scans by one batch.
   *
   * @return whether there is more to do
   */
  public boolean advanceScans() {
    scans.advance();
    return scans.isRunning();
  }

  /** Whether a segment may be due or a scan is running. */
  public boolean hasWork() {
    return due.hasWork() || scans.isRunning();
  }

  /**
   * Closes one due segment, of the wearer who has waited longest. Until then the segment accepts
   * readings: one that waits in the queue makes nothing late.
   *
   * @return the segment, or null if none is due
   */
  public @Nullable ClosedSegment closeNext() {
    return due.closeNext();
  }

  /** Whether a wearer has samples of a segment that may still get a label. */
  public boolean isOpen(String wearer) {
    return wearers.isOpen(wearer);
  }

  /**
   * Where the next segment of a wearer without an open one may start, in milliseconds of event
   * time; the largest time if the wearer is not known.
   */
  public long nextStartMillis(String wearer) {
    return wearers.nextStartMillis(wearer);
  }

  /** Drops a closed segment's samples and stores where the wearer's next segment starts. */
  public void forget(ClosedSegment closed) {
    TrackedWearer wearer = wearers.track(closed.wearer());
    due.forget(wearer, closed);
    if (closed.hasSufficientCoverage()) {
      wearer.labeled();
    }
    // If more segments of the wearer have closed, they are forgotten in the same transaction.
    wearers.store(wearer, closed.nextStartMicros(), idleClock.millis());
    metrics.notWorn(closed.notWorn());
    metrics.segmentClosed(closed.reason(), closed.segment().coverage());
  }

  /** Frees the task's memory and subtracts its wearers from the metrics. */
  public void close() {
    slices.close();
    share.close();
    scans.close();
  }
}
