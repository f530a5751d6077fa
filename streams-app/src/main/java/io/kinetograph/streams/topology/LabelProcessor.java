package io.kinetograph.streams.topology;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** One task's way from record to label: decodes, windows, gathers closed segments, labels them. */
final class LabelProcessor implements Processor<byte[], byte[], String, ActivityLabel> {

  private static final Duration IDLE_CHECK = Duration.ofMillis(500);
  private static final Duration EVICTION_CHECK = Duration.ofMinutes(1);

  private final ReadingDecoder decoder;
  private final SegmentSettings segmentRules;
  private final BatchSettings batchRules;
  private final Supplier<SegmentClassifier> classifiers;
  private final StreamMetrics metrics;
  private final PartitionLiveness leaders;
  private final LongSupplier nanoClock;
  private final RateLimitedLog deadLetters;
  private final List<ClosedSegment> waiting = new ArrayList<>();
  private final List<Cancellable> timers = new ArrayList<>();

  private @Nullable Task task;

  /** What exists from {@code init} to {@code close} only. */
  private record Task(
      ProcessorContext<String, ActivityLabel> context,
      PartitionLiveness.Listening leader,
      SegmentWindows windows,
      SegmentClassifier classifier,
      TimeBudget turn) {}

  LabelProcessor(
      ReadingDecoder decoder,
      SegmentSettings segmentRules,
      BatchSettings batchRules,
      Supplier<SegmentClassifier> classifiers,
      StreamMetrics metrics,
      PartitionLiveness leaders,
      LongSupplier nanoClock,
      RateLimitedLog deadLetters) {
    this.decoder = decoder;
    this.segmentRules = segmentRules;
    this.batchRules = batchRules;
    this.classifiers = classifiers;
    this.metrics = metrics;
    this.leaders = leaders;
    this.nanoClock = nanoClock;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<String, ActivityLabel> context) {
    // A task that is revived after an error is initialised again: nothing of before may count.
    waiting.clear();
    task = newTask(context);
    TimeBudget turn = task.turn();
    SegmentWindows windows = task.windows();
    // A turn begins each time the stream thread comes round, not with each of the records between.
    schedule(
        batchRules.linger(),
        () -> {
          turn.begin();
          work();
          label();
        });
    schedule(
        IDLE_CHECK,
        () -> {
          windows.lookForDue();
          work();
        });
    schedule(
        EVICTION_CHECK,
        () -> {
          windows.lookForGone();
          work();
        });
  }

  private Task newTask(ProcessorContext<String, ActivityLabel> context) {
    KeyValueStore<Bytes, byte[]> samples = context.getStateStore(LabelTopology.SAMPLES);
    KeyValueStore<String, byte[]> nextStarts = context.getStateStore(LabelTopology.NEXT_STARTS);
    PartitionLiveness.Listening leader = leaders.listen(context.taskId().partition());
    try {
      SegmentWindows windows =
          new SegmentWindows(
              segmentRules,
              samples,
              nextStarts,
              metrics,
              context.currentSystemTimeMs(),
              leader::heardMillis);
      TimeBudget turn = new TimeBudget(batchRules.maxProcessingTime(), nanoClock);
      return new Task(context, leader, windows, classifiers.get(), turn);
    } catch (RuntimeException | Error e) {
      leader.close();
      throw e;
    }
  }

  private void schedule(Duration interval, Runnable work) {
    timers.add(
        task().context().schedule(interval, PunctuationType.WALL_CLOCK_TIME, now -> work.run()));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Task task = task();
    long now = task.context().currentSystemTimeMs();
    task.context().recordMetadata().ifPresent(place -> task.leader().recordRead(place.offset()));
    task.windows().recordRead(record.timestamp(), now);
    Reading reading;
    try {
      reading = decoder.decode(topic(), record.key(), record.value(), brokerTime(record));
    } catch (InvalidReadingException e) {
      metrics.readingInvalid();
      deadLetters.add(place(), String.valueOf(e.getMessage()));
      throw e;
    }
    task.windows().add(reading, now);
    work();
  }

  /**
   * The broker's clock when the record was appended. If the record's timestamp is its producer's,
   * our clock now stands for it: nothing else tells the broker's.
   */
  private long brokerTime(Record<byte[], byte[]> record) {
    return BrokerTimeInterceptor.of(record.headers())
        .orElseGet(task().context()::currentSystemTimeMs);
  }

  /**
   * Closes what is due and labels full batches, while the turn's time lasts. No more than a batch
   * is rendered ahead of the model.
   */
  private void work() {
    task().turn().repeat(this::step);
  }

  /** Looks a bit further, closes one segment; returns whether there may be more to do. */
  private boolean step() {
    SegmentWindows windows = task().windows();
    long now = task().context().currentSystemTimeMs();
    boolean more = windows.lookOn(now);
    ClosedSegment closed = windows.closeNext(now);
    if (closed != null) {
      waiting.add(closed);
      if (waiting.size() >= batchRules.size()) {
        label();
      }
    }
    return more || closed != null;
  }

  /** Labels what waits. The label and the segment's deletion are of one transaction. */
  private void label() {
    if (waiting.isEmpty()) {
      return;
    }
    Task task = task();
    List<ClosedSegment> enough = waiting.stream().filter(ClosedSegment::enough).toList();
    var classifications = classify(task, enough).iterator();
    for (ClosedSegment closed : waiting) {
      if (closed.enough()) {
        forward(task, closed, classifications.next());
      } else {
        metrics.segmentUncovered(closed.verdict());
      }
      task.windows().forget(closed, task.context().currentSystemTimeMs());
    }
    waiting.clear();
  }

  private List<Classification> classify(Task task, List<ClosedSegment> closed) {
    if (closed.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    var classifications =
        task.classifier().classify(closed.stream().map(ClosedSegment::segment).toList());
    metrics.segmentsClassified(closed.size(), Duration.ofNanos(System.nanoTime() - start));
    return classifications;
  }

  private void forward(Task task, ClosedSegment closed, Classification classification) {
    long start = Math.floorDiv(closed.segment().startMicros(), 1000);
    long end = Math.floorDiv(closed.segment().endMicros(), 1000);
    ActivityLabel label =
        ActivityLabel.newBuilder()
            .setWearer(closed.wearer())
            .setSegmentStart(Instant.ofEpochMilli(start))
            .setSegmentEnd(Instant.ofEpochMilli(end))
            .setActivity(classification.activity())
            .setConfidence(classification.confidence())
            .setProbabilities(classification.probabilities())
            .setCoverage(closed.segment().coverage())
            .setModel(classification.model())
            .build();
    task.context().forward(new Record<>(closed.wearer(), label, end));
    metrics.segmentLabelled(
        classification.activity(), Duration.ofMillis(task.context().currentSystemTimeMs() - end));
  }

  private String topic() {
    return task().context().recordMetadata().map(r -> r.topic()).orElse("");
  }

  private String place() {
    return task()
        .context()
        .recordMetadata()
        .map(r -> r.topic() + "-" + r.partition() + "@" + r.offset())
        .orElse("of no topic");
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("not between init and close");
    }
    return task;
  }

  @Override
  public void close() {
    // A task that is revived keeps what was scheduled before, and schedules anew.
    timers.forEach(Cancellable::cancel);
    timers.clear();
    if (task != null) {
      task.leader().close();
      task.windows().close();
      task = null;
    }
  }
}
