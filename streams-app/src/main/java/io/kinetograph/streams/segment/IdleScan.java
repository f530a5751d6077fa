// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.function.Consumer;

/**
 * Finds idle wearers. No reading arrives to close their segments, so scans look for them: each pass
 * visits every tracked wearer once, a batch at a time.
 */
final class IdleScan {

  private final RoundRobin wearers;
  private final IdleClock idleClock;
  private final Consumer<TrackedWearer> queueIfDue;

  /**
   * Creates a scan that has not started.
   *
   * @param queueIfDue queues a wearer if a segment of theirs is due
   */
  IdleScan(RoundRobin wearers, IdleClock idleClock, Consumer<TrackedWearer> queueIfDue) {
    this.wearers = wearers;
    this.idleClock = idleClock;
    this.queueIfDue = queueIfDue;
  }

  /** Starts a new pass over the wearers that are tracked now. */
  void start() {
    wearers.startRound();
  }

  boolean isOver() {
    return wearers.isRoundOver();
  }

  /**
   * Visits the next wearers of the pass.
   *
   * @param count the most to visit
   */
  void next(int count) {
    for (int i = 0; i < count; i++) {
      TrackedWearer wearer = wearers.next();
      if (wearer == null) {
        return;
      }
      visit(wearer);
    }
  }

  private void visit(TrackedWearer wearer) {
    if (wearer.isFullyStored() && wearer.timeline().isIdle(idleClock.idleMillis())) {
      // The store knows everything about this wearer: the timeline is built again when needed.
      wearers.removeCurrent();
      return;
    }
    queueIfDue.accept(wearer);
  }
}
