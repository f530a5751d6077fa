// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.config.SegmentSettings;

/**
 * The wearers of a task. The store has how far the segments of each are. Those with open segments
 * or seen lately are tracked in memory, too; the others are tracked again from the store when a
 * reading of theirs arrives.
 */
final class TaskWearers {

  private static final WearerProgress NEW_WEARER =
      new WearerProgress(WearerTimeline.NONE, 0, false, new int[BodyUnit.COUNT]);

  private final SegmentSettings settings;
  private final WearerStore.Part progress;
  private final RoundRobin tracked = new RoundRobin();

  /**
   * Creates it without a tracked wearer.
   *
   * @param progress {@link WearerProgress} by wearer
   */
  TaskWearers(SegmentSettings settings, WearerStore.Part progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** A wearer, who is tracked from now on. */
  TrackedWearer track(String id) {
    return tracked.getOrAdd(id, this::restore);
  }

  private TrackedWearer restore(String id) {
    byte[] stored = progress.get(id);
    WearerProgress last = stored == null ? NEW_WEARER : WearerProgress.fromBytes(stored);
    return new TrackedWearer(
        id,
        new WearerTimeline(settings, SegmentGrid.of(settings, id), last.nextStartMicros()),
        last.isLabeled(),
        last.stillMillis().clone());
  }

  /** The tracked ones. */
  RoundRobin tracked() {
    return tracked;
  }

  /** {@link WearerProgress} of all by wearer. */
  WearerStore.Part progress() {
    return progress;
  }

  /** Whether a wearer has samples of a segment that may still get a label. */
  boolean isOpen(String id) {
    TrackedWearer wearer = tracked.get(id);
    return wearer != null && !wearer.isFullyStored();
  }

  /**
   * Where the next segment of a wearer without an open one may start, in milliseconds of event
   * time; the largest time if the wearer is not known.
   */
  long nextStartMillis(String id) {
    byte[] stored = progress.get(id);
    return stored == null
        ? Long.MAX_VALUE
        : Math.floorDiv(WearerProgress.fromBytes(stored).nextStartMicros(), 1000);
  }

  /**
   * Stores how far a wearer is.
   *
   * @param nextStartMicros start of the first segment that has not closed, in event time
   * @param closedMillis now, by the {@link IdleClock}
   */
  void store(TrackedWearer wearer, long nextStartMicros, long closedMillis) {
    progress.put(
        wearer.id(),
        new WearerProgress(nextStartMicros, closedMillis, wearer.isLabeled(), wearer.stillMillis())
            .toBytes());
  }
}
