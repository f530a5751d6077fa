package io.kinetograph.streams.topology;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: one source, one processor with two stores, one sink. It is written against the
 * Processor API because time is each wearer's own, which the windows of the DSL, closed by the
 * partition's time, cannot express.
 *
 * <p>The main consumer of whoever runs it needs {@link BrokerTimeInterceptor} among its
 * interceptors: without it, no reading is judged by the broker's clock.
 *
 * @param topics where it reads and writes
 * @param readings what a reading may hold
 * @param segments when segments start and close
 * @param batch how closed segments are gathered
 * @param classifiers makes a classifier for each task
 * @param metrics what is counted
 * @param readingSerde reads the values of the input topic; shared by all threads
 * @param labelSerde writes the values of the output topic; shared by all threads
 * @param leaders of the input topic's partitions; while one is not there, nobody is silent
 * @param nanoClock measures a turn of work, as {@link System#nanoTime} does
 */
public record LabelTopology(
    TopicSettings topics,
    ReadingSettings readings,
    SegmentSettings segments,
    BatchSettings batch,
    Supplier<SegmentClassifier> classifiers,
    StreamMetrics metrics,
    Serde<AccelerometerReading> readingSerde,
    Serde<ActivityLabel> labelSerde,
    PartitionLiveness leaders,
    LongSupplier nanoClock) {

  static final String SAMPLES = "samples";
  static final String NEXT_STARTS = "next-segments";

  private static final int DEAD_LETTERS_LOGGED = 10;

  /** The topology without a cluster: records need no registry, time is the system's. */
  public LabelTopology(
      TopicSettings topics,
      ReadingSettings readings,
      SegmentSettings segments,
      BatchSettings batch,
      Supplier<SegmentClassifier> classifiers,
      StreamMetrics metrics) {
    this(
        topics,
        readings,
        segments,
        batch,
        classifiers,
        metrics,
        TopicSerdes.accelerometerReading(),
        TopicSerdes.activityLabel(),
        PartitionLiveness.alwaysThere(),
        System::nanoTime);
  }

  /** Builds the topology. */
  public Topology build() {
    return new Topology()
        .addSource(
            // As it is set for the consumer; the overloads with an extractor ask for it.
            (AutoOffsetReset) null,
            "readings",
            new RecordTimeExtractor(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.input())
        .addProcessor(
            "segments", new Labelling(this, new RateLimitedLog(DEAD_LETTERS_LOGGED)), "readings")
        .addSink(
            "labels", topics.output(), new StringSerializer(), labelSerde.serializer(), "segments");
  }

  private record Labelling(LabelTopology topology, RateLimitedLog deadLetters)
      implements ProcessorSupplier<byte[], byte[], String, ActivityLabel> {

    @Override
    public Processor<byte[], byte[], String, ActivityLabel> get() {
      return new LabelProcessor(
          new ReadingDecoder(topology.readingSerde().deserializer(), topology.readings()),
          topology.segments(),
          topology.batch(),
          topology.classifiers(),
          topology.metrics(),
          topology.leaders(),
          topology.nanoClock(),
          deadLetters);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          // What grows between two commits is written by the latter only.
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(SAMPLES), Serdes.Bytes(), Serdes.ByteArray())
              .withCachingEnabled(),
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(NEXT_STARTS), Serdes.String(), Serdes.ByteArray()));
    }
  }
}
