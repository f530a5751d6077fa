package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
  private final KeyValueStore<String, byte[]> nextStarts;
  private final SegmentEvents events;
  private final Map<String, WearerTimeline> timelines = new HashMap<>();
  private final SilenceClock silence;

  /**
   * By wearer, before which start there are samples although all its segments have closed.
   * Changelogs keep the deletion of a key for some time only: a store that was away for longer
   * never hears of it.
   */
  private final Map<String, Long> leftovers = new HashMap<>();

  private final long startedMillis;
  private int stored;

  /**
   * Creates the windows from what is stored.
   *
   * @param rules when segments start and close
   * @param samples the samples of open segments
   * @param nextStarts by wearer, the start of the first segment that has not closed, and when the
   *     one before it did
   * @param events told what becomes of readings and segments
   * @param nowMillis the wall clock
   */
  public SegmentWindows(
      SegmentRules rules,
      KeyValueStore<Bytes, byte[]> samples,
      KeyValueStore<String, byte[]> nextStarts,
      SegmentEvents events,
      long nowMillis) {
    this.rules = rules;
    this.samples = new SampleStore(samples, rules);
    this.nextStarts = nextStarts;
    this.events = events;
    this.silence = new SilenceClock(nowMillis);
    this.startedMillis = nowMillis;
    this.samples.forEachRun(
        (wearer, unit, start, period, size) -> {
          WearerTimeline timeline = timeline(wearer);
          timeline.deliver(unit, start, start + (long) size * period, period);
          if (timeline.isLate(start)) {
            leftovers.put(wearer, timeline.nextStart());
          }
        });
  }

  /**
   * Notes the time of a record, be it a reading or not; to be called before {@link #add}.
   *
   * @param timestampMillis the record's, or a negative number if it has none
   * @param nowMillis the wall clock
   */
  public void recordRead(long timestampMillis, long nowMillis) {
    silence.record(timestampMillis, nowMillis);
  }

  /**
   * Takes a reading, and closes what is due by it.
   *
   * @param nowMillis the wall clock
   * @param closed is given each segment that closes
   */
  public void add(Reading reading, long nowMillis, Consumer<ClosedSegment> closed) {
    WearerTimeline timeline = timeline(reading.wearer());
    long time = silence.millis(nowMillis);
    timeline.seenAt(reading.unit(), time);
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
    closeDue(reading.wearer(), timeline, false, time, closed);
  }

  /**
   * Closes the segments of wearers who have been silent for the idle timeout.
   *
   * @param nowMillis the wall clock
   * @param closed is given each segment that closes
   */
  public void closeSilent(long nowMillis, Consumer<ClosedSegment> closed) {
    long time = silence.millis(nowMillis);
    timelines.forEach(
        (wearer, timeline) -> {
          if (!timeline.wasSeen() && silence.knowsRecords()) {
            timeline.seenAt(time);
          }
          boolean silent =
              timeline.wasSeen()
                  ? timeline.isSilent(time)
                  : nowMillis - startedMillis >= rules.idleTimeout().toMillis();
          closeDue(wearer, timeline, silent, time, closed);
        });
  }

  /**
   * Forgets the timelines of wearers who are silent and of whom nothing is open; they are made anew
   * from the stores. To be called while no closed segment waits for {@link #forget}.
   *
   * @param nowMillis the wall clock
   */
  public void dropSilent(long nowMillis) {
    long time = silence.millis(nowMillis);
    timelines
        .values()
        .removeIf(timeline -> timeline.isEmpty() && timeline.wasSeen() && timeline.isSilent(time));
  }

  private void closeDue(
      String wearer,
      WearerTimeline timeline,
      boolean silent,
      long time,
      Consumer<ClosedSegment> closed) {
    for (var due = timeline.due(silent, time); due != null; due = timeline.due(silent, time)) {
      Segment segment = samples.assemble(wearer, due.startMicros());
      long nextStart = timeline.close(due.startMicros());
      events.segmentClosed(due.reason().name().toLowerCase(Locale.ROOT), segment.coverage());
      closed.accept(
          new ClosedSegment(wearer, segment, nextStart, segment.coverage() >= rules.minCoverage()));
    }
  }

  /**
   * Deletes a closed segment's samples and notes that it is done with.
   *
   * @param nowMillis the wall clock
   */
  public void forget(ClosedSegment closed, long nowMillis) {
    samples.delete(closed.wearer(), closed.segment().startMicros(), closed.nextStartMicros());
    var progress = new WearerProgress(closed.nextStartMicros(), silence.millis(nowMillis));
    nextStarts.put(closed.wearer(), progress.toBytes());
  }

  /**
   * Deletes what is stored of wearers of whom nothing is open and who have been silent for the
   * retention, by their clock and by that of the topic's records, and samples that should have been
   * deleted before the task started.
   *
   * @param nowMillis the wall clock
   */
  public void evict(long nowMillis) {
    leftovers.forEach(
        (wearer, nextStart) -> samples.delete(wearer, Segment.LENGTH_MICROS, nextStart));
    leftovers.clear();
    long retention = rules.wearerRetention().toMillis();
    // Before the first record nothing tells how far behind we are: what waits may be of any of
    // them.
    boolean timeIsKnown = silence.knowsRecords() || nowMillis - startedMillis >= retention;
    long before = silence.millis(nowMillis) - retention;
    List<String> gone = new ArrayList<>();
    int kept = 0;
    try (KeyValueIterator<String, byte[]> wearers = nextStarts.all()) {
      while (wearers.hasNext()) {
        var wearer = wearers.next();
        if (timeIsKnown
            && !timelines.containsKey(wearer.key)
            && WearerProgress.fromBytes(wearer.value).isBefore(before)) {
          gone.add(wearer.key);
        } else {
          kept++;
        }
      }
    }
    gone.forEach(nextStarts::delete);
    noteStored(kept);
  }

  /** Ends the count of this task's wearers: another task counts them on. */
  public void close() {
    noteStored(0);
  }

  private void noteStored(int wearers) {
    events.wearersStored(wearers - stored);
    stored = wearers;
  }

  private WearerTimeline timeline(String wearer) {
    return timelines.computeIfAbsent(
        wearer,
        id -> {
          byte[] progress = nextStarts.get(id);
          return new WearerTimeline(
              rules,
              progress == null
                  ? WearerTimeline.NONE
                  : WearerProgress.fromBytes(progress).nextStartMicros());
        });
  }
}
