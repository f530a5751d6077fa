package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The least that makes labels of readings with a design: what it costs beyond the design is the
 * same for all. Every wearer is taken to deliver all five units in good order.
 */
record DesignTopology(TopicSettings topics, StoreDesign design) {

  Topology build() {
    return new Topology()
        .addSource(
            "readings", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.input())
        .addProcessor("segments", new Labelling(design), "readings")
        .addSink(
            "labels",
            topics.output(),
            new StringSerializer(),
            TopicSerdes.activityLabel().serializer(),
            "segments");
  }

  private record Labelling(StoreDesign design)
      implements ProcessorSupplier<byte[], byte[], String, ActivityLabel> {

    @Override
    public Processor<byte[], byte[], String, ActivityLabel> get() {
      return new Labeller(design);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return design.stores();
    }
  }

  private static final class Labeller implements Processor<byte[], byte[], String, ActivityLabel> {

    private final StoreDesign design;
    private final ReadingDecoder decoder =
        new ReadingDecoder(
            TopicSerdes.accelerometerReading().deserializer(),
            new ReadingSettings(Duration.ofMinutes(5), 500));
    private final Map<String, Progress> wearers = new HashMap<>();
    private @Nullable Task task;

    private record Task(
        ProcessorContext<String, ActivityLabel> context, StoreDesign.Samples samples) {}

    private static final class Progress {
      private final long[] ends = new long[BodyUnit.COUNT];
      private long nextStart;
    }

    Labeller(StoreDesign design) {
      this.design = design;
    }

    @Override
    public void init(ProcessorContext<String, ActivityLabel> context) {
      task = new Task(context, design.open(context));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      if (task == null) {
        throw new IllegalStateException("not initialised");
      }
      Reading reading =
          decoder.decode("readings", record.key(), record.value(), System.currentTimeMillis());
      Progress progress = wearers.computeIfAbsent(reading.wearer(), id -> new Progress());
      if (progress.nextStart == 0) {
        progress.nextStart = Slices.of(reading.timeMicros(0));
      }
      task.samples().add(reading);
      progress.ends[reading.unit().index()] = reading.endMicros();
      long reached = Arrays.stream(progress.ends).min().orElseThrow();
      while (reached >= progress.nextStart + Segment.LENGTH_MICROS) {
        Segment segment = task.samples().close(reading.wearer(), progress.nextStart);
        progress.nextStart += Segment.LENGTH_MICROS;
        forward(task.context(), reading.wearer(), segment);
      }
    }

    private static void forward(
        ProcessorContext<String, ActivityLabel> context, String wearer, Segment segment) {
      ActivityLabel label =
          ActivityLabel.newBuilder()
              .setWearer(wearer)
              .setSegmentStart(Instant.ofEpochMilli(segment.startMicros() / 1000))
              .setSegmentEnd(Instant.ofEpochMilli(segment.endMicros() / 1000))
              .setActivity("none")
              .setConfidence(1)
              .setProbabilities(Map.of("none", 1f))
              .setCoverage(segment.coverage())
              .setModel("none")
              .build();
      context.forward(new Record<>(wearer, label, segment.endMicros() / 1000));
    }
  }
}
