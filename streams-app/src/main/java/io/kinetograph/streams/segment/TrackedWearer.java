// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

/** A wearer whose timeline is in memory, with what is still to be done for them. */
final class TrackedWearer {

  private final String id;
  private final WearerTimeline timeline;
  private boolean queued;
  private int unfinishedSegments;

  TrackedWearer(String id, WearerTimeline timeline) {
    this.id = id;
    this.timeline = timeline;
  }

  String id() {
    return id;
  }

  WearerTimeline timeline() {
    return timeline;
  }

  /** Whether the wearer is in the queue of those with a segment due. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  /** A segment closed; until {@link #segmentForgotten} only this timeline knows about it. */
  void segmentClosed() {
    unfinishedSegments++;
  }

  void segmentForgotten() {
    unfinishedSegments--;
  }

  /** Whether the stores hold everything that is known about the wearer's segments. */
  boolean isFullyStored() {
    return unfinishedSegments == 0 && !queued && timeline.hasNoOpenSegment();
  }
}
