package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Reading;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The open segments of a task's wearers: takes readings, and hands on each segment as it closes.
 *
 * <p>A closed segment stays in the stores until {@link #forget}, which is to be called in the
 * transaction that publishes its label. If the task ends in between, the segment is built and
 * closed again by whoever takes the task over.
 *
 * <p>Not safe for use by several threads.
 */
public final class SegmentWindows {

  private final SegmentRules rules;
  private final SampleStore samples;
  private final KeyValueStore<String, Long> nextStarts;
  private final SegmentEvents events;
  private final Map<String, WearerTimeline> timelines = new HashMap<>();

  /**
   * Creates the windows from what is stored.
   *
   * @param rules when segments start and close
   * @param samples the samples of open segments
   * @param nextStarts start of the first segment that has not closed, in microseconds, by wearer
   * @param events told what becomes of readings and segments
   * @param nowMillis the wall clock
   */
  public SegmentWindows(
      SegmentRules rules,
      KeyValueStore<Bytes, byte[]> samples,
      KeyValueStore<String, Long> nextStarts,
      SegmentEvents events,
      long nowMillis) {
    this.rules = rules;
    this.samples = new SampleStore(samples, rules);
    this.nextStarts = nextStarts;
    this.events = events;
    try (KeyValueIterator<Bytes, byte[]> runs = this.samples.all()) {
      runs.forEachRemaining(
          run -> {
            SampleKey key = SampleKey.fromBytes(run.key);
            long end = key.startMicros() + (long) key.size() * key.periodMicros();
            timeline(key.wearer(), nowMillis)
                .deliver(key.unit(), key.startMicros(), end, key.periodMicros());
          });
    }
  }

  /**
   * Takes a reading, and closes what is due by it.
   *
   * @param nowMillis the wall clock
   * @param closed is given each segment that closes
   */
  public void add(Reading reading, long nowMillis, Consumer<ClosedSegment> closed) {
    WearerTimeline timeline = timeline(reading.wearer(), nowMillis);
    timeline.seenAt(nowMillis);
    int first = 0;
    while (first < reading.size() && timeline.isLate(reading.timeMicros(first))) {
      first++;
    }
    if (first == reading.size()) {
      events.readingLate();
      return;
    }
    switch (samples.add(reading, first)) {
      case STORED -> events.readingAccepted();
      case DUPLICATE -> events.readingDuplicate();
    }
    timeline.deliver(
        reading.unit(), reading.timeMicros(first), reading.endMicros(), reading.periodMicros());
    closeDue(reading.wearer(), timeline, nowMillis, closed);
  }

  /**
   * Closes what is due by the wall clock.
   *
   * @param nowMillis the wall clock
   * @param closed is given each segment that closes
   */
  public void closeDue(long nowMillis, Consumer<ClosedSegment> closed) {
    timelines.forEach((wearer, timeline) -> closeDue(wearer, timeline, nowMillis, closed));
  }

  private void closeDue(
      String wearer, WearerTimeline timeline, long nowMillis, Consumer<ClosedSegment> closed) {
    for (var due = timeline.due(nowMillis); due != null; due = timeline.due(nowMillis)) {
      Segment segment = samples.assemble(wearer, due.startMicros());
      long nextStart = timeline.close(due.startMicros());
      events.segmentClosed(due.reason().name().toLowerCase(Locale.ROOT), segment.coverage());
      closed.accept(
          new ClosedSegment(wearer, segment, nextStart, segment.coverage() >= rules.minCoverage()));
    }
  }

  /** Deletes a closed segment's samples and notes that it is done with. */
  public void forget(ClosedSegment closed) {
    samples.deleteBefore(closed.wearer(), closed.nextStartMicros());
    nextStarts.put(closed.wearer(), closed.nextStartMicros());
  }

  private WearerTimeline timeline(String wearer, long nowMillis) {
    return timelines.computeIfAbsent(
        wearer,
        id -> {
          Long nextStart = nextStarts.get(id);
          return new WearerTimeline(
              rules, nextStart == null ? WearerTimeline.NONE : nextStart, nowMillis);
        });
  }
}
