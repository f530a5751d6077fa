// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.program.RateLimitedLog;
import io.kinetograph.streams.plausibility.Plausibility;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Connects a task to Kafka Streams, which calls it from one thread: decodes records, passes the
 * readings to the {@link LabelTask}, and has it work regularly. Timers label batches that have
 * waited long enough and look for idle wearers. An invalid record ends here with an exception.
 *
 * <p>If a task is rolled back, Kafka Streams closes the same processor and initializes it again.
 */
final class LabelProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Duration IDLE_SCAN_INTERVAL = Duration.ofMillis(500);
  private static final Duration EVICTION_SCAN_INTERVAL = Duration.ofMinutes(1);

  private final LabelTopology topology;
  private final ReadingDecoder decoder;
  private final LabelWriter writer;
  private final RateLimitedLog deadLetterLog;
  private final Plausibility plausibility;
  private final List<Cancellable> timers = new ArrayList<>();

  /** Exists only from {@code init} to {@code close}. */
  private @Nullable LabelTask task;

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
    this.deadLetterLog = deadLetterLog;
    this.plausibility =
        new Plausibility(
            topology.readings().accelerationUnit(),
            topology.metrics()::suspicion,
            suspicionLog::add);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    task = new LabelTask(topology, context, decoder, writer, plausibility);
    schedule(context, topology.batch().workInterval(), LabelTask::workAgain);
    schedule(context, topology.batch().linger(), LabelTask::labelBatch);
    schedule(context, IDLE_SCAN_INTERVAL, LabelTask::scanForIdle);
    schedule(context, EVICTION_SCAN_INTERVAL, LabelTask::scanForExpired);
  }

  private void schedule(
      ProcessorContext<byte[], byte[]> context, Duration interval, Consumer<LabelTask> action) {
    timers.add(
        context.schedule(
            interval, PunctuationType.WALL_CLOCK_TIME, wallMillis -> action.accept(task())));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    LabelTask task = task();
    RecordMetadata place =
        task.context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without an offset"));
    long wallMillis = task.context().currentSystemTimeMs();
    task.recordRead(place.offset(), record.timestamp(), wallMillis);
    OptionalLong brokerMillis = BrokerTimeInterceptor.brokerMillis(record.headers());
    Reading reading;
    try {
      reading =
          decoder.decode(
              place.topic(),
              record.headers(),
              record.key(),
              record.value(),
              brokerMillis,
              wallMillis);
    } catch (InvalidReadingException e) {
      note(e, record, place, wallMillis);
      task.refuse(place.offset(), brokerMillis.isEmpty() && e.isAheadOfClock());
      throw e;
    }
    plausibility.read(reading, record.timestamp(), wallMillis);
    task.add(reading, place.offset(), record.headers());
  }

  /** Notes an invalid record, which becomes a dead letter. */
  private void note(
      InvalidReadingException e,
      Record<byte[], byte[]> record,
      RecordMetadata place,
      long wallMillis) {
    topology.metrics().readingInvalid(e.field());
    String wearer =
        record.key() == null
            ? ""
            : InvalidReadingException.truncated(new String(record.key(), UTF_8), 100);
    deadLetterLog.add(
        "dead letter %s-%s@%s of wearer '%s': %s"
            .formatted(place.topic(), place.partition(), place.offset(), wearer, e.getMessage()));
    plausibility.refused(wearer, e, wallMillis);
  }

  private LabelTask task() {
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
    if (task != null) {
      LabelTask ended = task;
      task = null;
      ended.close();
    }
  }
}
