package io.kinetograph.streams.segment;

/** A wearer of a task: the timeline, and where the wearer stands in the order of work. */
final class TrackedWearer {

  private final String id;
  private final WearerTimeline timeline;
  private boolean queued;
  private int unlabelled;

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

  /** Whether the wearer waits to have a segment closed. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  /** A segment closed; until it is labelled, only this timeline knows of it. */
  void segmentClosed() {
    unlabelled++;
  }

  void segmentDone() {
    unlabelled--;
  }

  /** Whether the stores know all that is known of the wearer's segments. */
  boolean isStored() {
    return unlabelled == 0 && !queued && timeline.isEmpty();
  }
}
