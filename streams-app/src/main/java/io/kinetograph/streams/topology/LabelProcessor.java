// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.kinetograph.program.RateLimitedLog;
import io.kinetograph.streams.episode.Episodes;
import io.kinetograph.streams.plausibility.Plausibility;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.segment.StoredState;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.tracing.SegmentTraces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One task of the topology, from record to label: decodes readings, adds them to the open segments,
 * collects closed segments into batches and labels them. Kafka Streams calls it from one thread.
 *
 * <p>A record only adds its samples. Closing, batching and labeling is one loop with a time budget,
 * {@code work}; it runs after each record that leaves work to do, and from timers. Other timers
 * label batches that have waited long enough and look for idle wearers.
 */
final class LabelProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Duration IDLE_SCAN_INTERVAL = Duration.ofMillis(500);
  private static final Duration EVICTION_SCAN_INTERVAL = Duration.ofMinutes(1);

  private final LabelTopology topology;
  private final ReadingDecoder decoder;
  private final LabelWriter writer;
  private final StreamMetrics metrics;
  private final RateLimitedLog deadLetterLog;
  private final Plausibility plausibility;
  private final List<Cancellable> timers = new ArrayList<>();

  private @Nullable Task task;

  /** What exists only from {@code init} to {@code close}. */
  private record Task(
      ProcessorContext<byte[], byte[]> context,
      PartitionLiveness.Tracker partition,
      IdleClock idleClock,
      SegmentWindows windows,
      @Nullable Episodes episodes,
      SegmentTraces traces,
      LabelBatch batch,
      TimeBudget budget) {}

  /** The records that are read again, while {@link SegmentWindows#isRestoring}. */
  private @Nullable Replay replay;

  LabelProcessor(
      LabelTopology topology, RateLimitedLog deadLetterLog, RateLimitedLog suspicionLog) {
    this.topology = topology;
    this.decoder = new ReadingDecoder(topology.readingSerde().deserializer(), topology.readings());
    this.writer =
        new LabelWriter(
            topology.topics(),
            topology.labelSerde().serializer(),
            topology.episodeSerde().serializer(),
            topology.limits());
    this.metrics = topology.metrics();
    this.deadLetterLog = deadLetterLog;
    this.plausibility =
        new Plausibility(
            topology.readings().accelerationUnit(), metrics::suspicion, suspicionLog::add);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    task = newTask(context);
    replay = task.windows().isRestoring() ? newReplay(task) : null;
    TimeBudget budget = task.budget();
    SegmentWindows windows = task.windows();
    schedule(
        topology.batch().workInterval(),
        () -> {
          budget.refill();
          work();
        });
    schedule(topology.batch().linger(), this::labelBatch);
    schedule(
        IDLE_SCAN_INTERVAL,
        () -> {
          windows.startIdleScan();
          work();
        });
    schedule(
        EVICTION_SCAN_INTERVAL,
        () -> {
          windows.startEvictionScan();
          work();
        });
  }

  private Task newTask(ProcessorContext<byte[], byte[]> context) {
    KeyValueStore<String, byte[]> progress = context.getStateStore(LabelTopology.PROGRESS);
    StoredState.check(progress, changelog(context, LabelTopology.PROGRESS));
    PartitionLiveness.Tracker partition = topology.liveness().track(context.taskId().partition());
    try {
      long wallMillis = context.currentSystemTimeMs();
      partition.advance(wallMillis);
      IdleClock idleClock =
          new IdleClock(wallMillis, partition::availableMillis, topology.segments().idleTimeout());
      WearerStore wearers = new WearerStore(progress);
      SegmentWindows windows =
          new SegmentWindows(
              topology.segments(),
              topology.labels(),
              wearers,
              metrics,
              idleClock,
              topology.memory());
      partition.startAt(windows.position());
      TimeBudget budget =
          new TimeBudget(topology.batch().maxProcessingTime(), topology.nanoClock());
      Episodes episodes = newEpisodes(context, wearers);
      SegmentTraces traces =
          topology
              .tracing()
              .ofTask(inputPartition(context), context.applicationId(), topology.segments());
      LabelBatch batch =
          new LabelBatch(
              topology, writer, context, partition, windows, idleClock, episodes, traces);
      return new Task(context, partition, idleClock, windows, episodes, traces, batch, budget);
    } catch (RuntimeException | Error e) {
      partition.close();
      throw e;
    }
  }

  private @Nullable Episodes newEpisodes(
      ProcessorContext<byte[], byte[]> context, WearerStore wearers) {
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
        new EpisodeLog(writer, context, metrics));
  }

  private static String changelog(ProcessorContext<byte[], byte[]> context, String store) {
    return String.format(
        Locale.ROOT,
        "partition %d of topic '%s'",
        context.taskId().partition(),
        LabelTopology.changelog(context.applicationId(), store));
  }

  private Replay newReplay(Task task) {
    return new Replay(
        topology.input(),
        inputPartition(task.context()),
        task.windows(),
        task.idleClock(),
        decoder,
        task.traces(),
        task.context()::currentSystemTimeMs,
        metrics.replays(),
        topology.nanoClock());
  }

  private TopicPartition inputPartition(ProcessorContext<byte[], byte[]> context) {
    return new TopicPartition(topology.topics().input(), context.taskId().partition());
  }

  private void schedule(Duration interval, Runnable action) {
    timers.add(
        task()
            .context()
            .schedule(interval, PunctuationType.WALL_CLOCK_TIME, wallMillis -> action.run()));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Task task = task();
    RecordMetadata place =
        task.context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without an offset"));
    long wallMillis = task.context().currentSystemTimeMs();
    if (replay != null) {
      replay.liveRecord(place.offset());
    }
    SegmentWindows windows = task.windows();
    windows.recordRead(place.offset());
    task.partition().recordRead(place.offset());
    task.idleClock().recordRead(record.timestamp(), wallMillis);
    OptionalLong brokerMillis = BrokerTimeInterceptor.brokerMillis(record.headers());
    Reading reading;
    try {
      reading =
          decoder.decode(
              place.topic(),
              record.headers(),
              record.key(),
              record.value(),
              brokerMillis.orElse(wallMillis));
    } catch (InvalidReadingException e) {
      if (brokerMillis.isEmpty() && e.isAheadOfClock()) {
        windows.refuse(place.offset());
      }
      metrics.readingInvalid(e.field());
      String wearer =
          record.key() == null
              ? ""
              : InvalidReadingException.truncated(new String(record.key(), UTF_8), 100);
      deadLetterLog.add(
          "dead letter %s-%s@%s of wearer '%s': %s"
              .formatted(place.topic(), place.partition(), place.offset(), wearer, e.getMessage()));
      plausibility.refused(wearer, e, wallMillis);
      windows.savePlace();
      throw e;
    }
    if (windows.add(reading, place.offset())) {
      task.traces().readingAdded(reading, place.offset(), record.headers());
    }
    if (replay != null || windows.hasWork()) {
      work();
    }
    windows.savePlace();
  }

  /**
   * Closes due segments and labels full batches until the time budget is used up. At most one batch
   * is assembled ahead of the model. After a start, reads records again instead.
   */
  private void work() {
    // A step may read the last record again.
    task().budget().repeat(() -> replay == null ? step() : replayStep());
  }

  /** Reads some records again; returns whether there may be more to do. */
  private boolean replayStep() {
    Task task = task();
    task.partition().advance(task.context().currentSystemTimeMs());
    boolean more = requireNonNull(replay).step();
    if (replay.isOver()) {
      replay = null;
    }
    // Until then segments close only if their samples take too much memory.
    return closeNext(task) || more;
  }

  /** Advances the scans and closes one segment; returns whether there may be more to do. */
  private boolean step() {
    Task task = task();
    task.partition().advance(task.context().currentSystemTimeMs());
    boolean more = task.windows().advanceScans();
    Episodes episodes = task.episodes();
    if (episodes != null) {
      SegmentWindows windows = task.windows();
      more |=
          episodes.endSilent(
              task.idleClock().idleMillis(), windows::isOpen, windows::nextStartMillis);
    }
    return closeNext(task) || more;
  }

  private boolean closeNext(Task task) {
    ClosedSegment closed = task.windows().closeNext();
    if (closed != null) {
      plausibility.check(closed, task.context().currentSystemTimeMs());
      task.batch().add(closed);
      if (task.batch().isFull()) {
        labelBatch();
      }
    }
    return closed != null;
  }

  private void labelBatch() {
    task().batch().label();
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("the task is not initialized or is closed");
    }
    return task;
  }

  @Override
  public void close() {
    // A revived task keeps the timers that were scheduled before, and schedules new ones.
    timers.forEach(Cancellable::cancel);
    timers.clear();
    try {
      if (replay != null) {
        replay.close();
      }
    } finally {
      replay = null;
      if (task != null) {
        task.partition().close();
        task.windows().close();
        task = null;
      }
    }
  }
}
