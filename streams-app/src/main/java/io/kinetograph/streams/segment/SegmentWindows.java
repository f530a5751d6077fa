package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.Reading;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The open segments of a task's wearers: takes readings, and hands on segments that are due, one at
 * a time and one wearer after the other, so that whoever asks decides how long to go on.
 *
 * <p>A closed segment stays in the stores until {@link #forget}, which is to be called in the
 * transaction that publishes its label. If the task ends in between, the segment is built and
 * closed again by whoever takes the task over.
 *
 * <p>Not safe for use by several threads.
 */
public final class SegmentWindows {

  /** Wearers to look at in one step: little beside the closing of one segment. */
  private static final int FEW = 100;

  private final SegmentRules rules;
  private final SampleStore samples;
  private final KeyValueStore<String, byte[]> nextStarts;
  private final SegmentMetrics events;
  private final RoundRobin wearers = new RoundRobin();
  private final ArrayDeque<TrackedWearer> due = new ArrayDeque<>();
  private final EvictionScan storedWearers;
  private final IdleClock silence;

  /**
   * By wearer, before which start there are samples although all its segments have closed.
   * Changelogs keep the deletion of a key for some time only: a store that was away for longer
   * never hears of it.
   */
  private final Map<String, Long> leftovers = new HashMap<>();

  private int stored;

  /**
   * Creates the windows from what is stored.
   *
   * @param settings when segments start and close
   * @param samples the samples of open segments
   * @param nextStarts by wearer, the start of the first segment that has not closed, and when the
   *     one before it did
   * @param events told what becomes of readings and segments
   * @param nowMillis the wall clock
   * @param heardMillis from the wall clock, a clock that runs only while readings could come; it is
   *     looked at with each reading and each {@link #lookOn}
   */
  public SegmentWindows(
      SegmentSettings settings,
      KeyValueStore<Bytes, byte[]> samples,
      KeyValueStore<String, byte[]> nextStarts,
      SegmentMetrics events,
      long nowMillis,
      LongUnaryOperator heardMillis) {
    this.rules = new SegmentRules(settings);
    this.samples = new SampleStore(samples, rules);
    this.nextStarts = nextStarts;
    this.storedWearers = new EvictionScan(nextStarts);
    this.events = events;
    this.silence = new IdleClock(nowMillis, heardMillis);
    this.samples.forEachRun(
        (id, unit, start, period, size) -> {
          WearerTimeline timeline = wearer(id).timeline();
          timeline.deliver(unit, start, start + (long) size * period, period);
          if (timeline.isLate(start)) {
            leftovers.put(id, timeline.nextStart());
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
   * Takes a reading; what is due by it is to be asked for by {@link #closeNext}.
   *
   * @param nowMillis the wall clock
   */
  public void add(Reading reading, long nowMillis) {
    TrackedWearer wearer = wearer(reading.wearer());
    WearerTimeline timeline = wearer.timeline();
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
    queueIfDue(wearer, false, time);
  }

  /**
   * Begins to look at all wearers, for segments that are due since no more readings come; {@link
   * #lookOn} does it.
   */
  public void lookForDue() {
    wearers.beginRound();
  }

  /**
   * Begins to look at all stored wearers, for those long gone, if it has not begun; {@link #lookOn}
   * does it.
   */
  public void lookForGone() {
    storedWearers.beginRound();
  }

  /**
   * Looks at the next few wearers of the rounds that have begun, and deletes samples that should
   * have been deleted before the task started.
   *
   * @param nowMillis the wall clock
   * @return whether there are more to look at
   */
  public boolean lookOn(long nowMillis) {
    silence.look(nowMillis);
    for (int i = 0; i < FEW && !wearers.isRoundOver(); i++) {
      lookAtNext(nowMillis);
    }
    if (!storedWearers.isRoundOver()) {
      deleteGone(nowMillis);
    }
    deleteLeftover();
    return !wearers.isRoundOver() || !storedWearers.isRoundOver() || !leftovers.isEmpty();
  }

  /**
   * Forgets the timeline of a wearer who is silent and of whom nothing is open: stores know all.
   */
  private void lookAtNext(long nowMillis) {
    TrackedWearer wearer = wearers.next();
    if (wearer == null) {
      return;
    }
    WearerTimeline timeline = wearer.timeline();
    long time = silence.millis(nowMillis);
    if (wearer.isStored() && timeline.wasSeen() && timeline.isSilent(time)) {
      wearers.removeCurrent();
      return;
    }
    if (!timeline.wasSeen() && silence.knowsRecords()) {
      timeline.seenAt(time);
    }
    queueIfDue(wearer, isSilent(timeline, nowMillis), time);
  }

  private boolean isSilent(WearerTimeline timeline, long nowMillis) {
    return timeline.wasSeen()
        ? timeline.isSilent(silence.millis(nowMillis))
        : silence.ranMillis(nowMillis) >= rules.settings().idleTimeout().toMillis();
  }

  private void queueIfDue(TrackedWearer wearer, boolean silent, long time) {
    if (!wearer.isQueued() && wearer.timeline().due(silent, time) != null) {
      wearer.setQueued(true);
      due.add(wearer);
    }
  }

  /**
   * Closes a segment that is due, of the wearer who has waited longest.
   *
   * <p>Until then the segment takes readings: what waits here for its turn is not late.
   *
   * @param nowMillis the wall clock
   * @return the segment, or null if none is due
   */
  public @Nullable ClosedSegment closeNext(long nowMillis) {
    long time = silence.millis(nowMillis);
    for (TrackedWearer wearer = due.poll(); wearer != null; wearer = due.poll()) {
      WearerTimeline timeline = wearer.timeline();
      WearerTimeline.Due next = timeline.due(isSilent(timeline, nowMillis), time);
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
    long nextStart = wearer.timeline().close(due.startMicros());
    wearer.segmentClosed();
    events.segmentClosed(due.reason().name().toLowerCase(Locale.ROOT), segment.coverage());
    return new ClosedSegment(wearer.id(), segment, nextStart, rules.judge(segment));
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
    wearer(closed.wearer()).segmentDone();
  }

  /**
   * Deletes what is stored of wearers of whom nothing is open and who have been silent for the
   * retention, by their clock and by that of the topic's records.
   */
  private void deleteGone(long nowMillis) {
    long retention = rules.settings().wearerRetention().toMillis();
    // Before the first record nothing tells how far behind we are: what waits may be of any of
    // them.
    boolean timeIsKnown = silence.knowsRecords() || silence.ranMillis(nowMillis) >= retention;
    long before = silence.millis(nowMillis) - retention;
    storedWearers.goOn(
        FEW, (id, progress) -> timeIsKnown && wearers.get(id) == null && progress.isBefore(before));
    if (storedWearers.isRoundOver()) {
      noteStored(storedWearers.kept());
    }
  }

  private void deleteLeftover() {
    var wearer = leftovers.entrySet().iterator();
    if (wearer.hasNext()) {
      var leftover = wearer.next();
      samples.delete(leftover.getKey(), Segment.LENGTH_MICROS, leftover.getValue());
      wearer.remove();
    }
  }

  /** Ends the count of this task's wearers: another task counts them on. */
  public void close() {
    noteStored(0);
  }

  private void noteStored(int count) {
    events.wearersStored(count - stored);
    stored = count;
  }

  private TrackedWearer wearer(String id) {
    return wearers.get(id, this::stored);
  }

  private TrackedWearer stored(String id) {
    byte[] progress = nextStarts.get(id);
    long nextStart =
        progress == null
            ? WearerTimeline.NONE
            : WearerProgress.fromBytes(progress).nextStartMicros();
    return new TrackedWearer(id, new WearerTimeline(rules, nextStart));
  }
}
