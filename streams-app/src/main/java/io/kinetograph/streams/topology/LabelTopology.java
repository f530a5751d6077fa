// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.program.RateLimitedLog;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.config.LabelSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.tracing.Tracing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: one source, one processor with two stores, one sink for labels, one for episodes,
 * and one for those that their topic refuses. It uses the Processor API because each wearer has
 * their own time; the windows of the DSL close by the partition's time.
 *
 * <p>The main consumer that runs it needs {@link BrokerTimeInterceptor} among its interceptors:
 * without it, readings are checked against our wall clock instead of the broker's.
 *
 * @param topics the topics to read and write
 * @param readings limits of a valid reading
 * @param segments when segments start and close
 * @param labels when a label says unknown or not worn
 * @param episodes how episodes are decided, if they have a topic
 * @param batch how closed segments are collected into batches
 * @param classifiers gives each task its classifier, which tasks may share
 * @param memory what the samples of open segments may take
 * @param metrics counts readings, segments and labels
 * @param input reads records of the input topic again
 * @param readingSerde decodes the values of the input topic; shared by all threads
 * @param labelSerde encodes the values of the output topic; shared by all threads
 * @param episodeSerde encodes the values of the episodes' topic; shared by all threads
 * @param limits what the topics are known to refuse
 * @param liveness of the input topic's partitions; no wearer becomes idle while one is unavailable
 * @param tracing continues the traces of readings
 * @param wallClock in milliseconds since the epoch, such as {@link System#currentTimeMillis}. What
 *     Kafka Streams calls the time is the time at which it called the processor
 * @param nanoClock monotonic time in nanoseconds, such as {@link System#nanoTime}
 */
public record LabelTopology(
    TopicSettings topics,
    ReadingSettings readings,
    SegmentSettings segments,
    LabelSettings labels,
    EpisodeSettings episodes,
    BatchSettings batch,
    Supplier<SegmentClassifier> classifiers,
    SampleMemory memory,
    StreamMetrics metrics,
    InputReader.Factory input,
    Serde<AccelerometerReading> readingSerde,
    Serde<ActivityLabel> labelSerde,
    Serde<ActivityEpisode> episodeSerde,
    WriteLimits limits,
    PartitionLiveness liveness,
    Tracing tracing,
    LongSupplier wallClock,
    LongSupplier nanoClock) {

  /** Name of the store: how far each wearer and the task are, and the open episodes. */
  static final String PROGRESS = "progress";

  /** Name of the store: the models of the open episodes. */
  static final String EPISODES = "episodes";

  private static final int LINES_PER_MINUTE = 10;

  /**
   * The topology without a cluster: no schema registry, every partition always available, no start
   * with stored state, and no traces.
   */
  public LabelTopology(
      TopicSettings topics,
      ReadingSettings readings,
      SegmentSettings segments,
      LabelSettings labels,
      EpisodeSettings episodes,
      BatchSettings batch,
      Supplier<SegmentClassifier> classifiers,
      SampleMemory memory,
      StreamMetrics metrics) {
    this(
        topics,
        readings,
        segments,
        labels,
        episodes,
        batch,
        classifiers,
        memory,
        metrics,
        InputReader.none(),
        TopicSerdes.accelerometerReading(),
        TopicSerdes.activityLabel(),
        TopicSerdes.activityEpisode(),
        WriteLimits.none(topics),
        PartitionLiveness.alwaysAvailable(),
        Tracing.off(),
        System::currentTimeMillis,
        System::nanoTime);
  }

  /**
   * The changelog topics that Kafka Streams creates for the topology's stores.
   *
   * @param topics of the app, which say whether it decides episodes
   */
  public static Changelogs changelogs(String applicationId, TopicSettings topics) {
    return new Changelogs(
        changelog(applicationId, PROGRESS),
        topics.episodes() == null ? null : changelog(applicationId, EPISODES));
  }

  /** The same, and those that the app may have from the time when it had other settings. */
  public static List<String> possibleChangelogs(String applicationId) {
    return List.of(changelog(applicationId, PROGRESS), changelog(applicationId, EPISODES));
  }

  static String changelog(String applicationId, String store) {
    return applicationId + "-" + store + "-changelog";
  }

  /** Builds the topology. */
  public Topology build() {
    return build(Stores.inMemoryKeyValueStore(PROGRESS), Stores.inMemoryKeyValueStore(EPISODES));
  }

  Topology build(KeyValueBytesStoreSupplier progress, KeyValueBytesStoreSupplier episodes) {
    String episodesTopic = topics.episodes();
    Topology topology =
        new Topology()
            .addSource(
                // Null leaves it to the consumer's setting; overloads with an extractor require it.
                (AutoOffsetReset) null,
                "readings",
                new RecordTimeExtractor(wallClock),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.input())
            .addProcessor(
                "segments",
                new LabelProcessorSupplier(
                    this,
                    episodesTopic == null ? List.of(progress) : List.of(progress, episodes),
                    deadLetterLog(),
                    suspicionLog()),
                "readings");
    addSink(topology, LabelWriter.LABELS, topics.output());
    addSink(topology, LabelWriter.REFUSED_LABELS, topics.deadLetters());
    if (episodesTopic != null) {
      addSink(topology, LabelWriter.EPISODES, episodesTopic);
    }
    return topology;
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), "segments");
  }

  static RateLimitedLog deadLetterLog() {
    return new RateLimitedLog(
        "dead letters", "kinetograph.readings{result=\"invalid\"}", LINES_PER_MINUTE);
  }

  static RateLimitedLog suspicionLog() {
    return new RateLimitedLog("suspicions", "kinetograph.suspicions", LINES_PER_MINUTE);
  }

  private record LabelProcessorSupplier(
      LabelTopology topology,
      List<KeyValueBytesStoreSupplier> suppliers,
      RateLimitedLog deadLetterLog,
      RateLimitedLog suspicionLog)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new LabelProcessor(topology, deadLetterLog, suspicionLog);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      Set<StoreBuilder<?>> stores = new HashSet<>();
      for (KeyValueBytesStoreSupplier supplier : suppliers) {
        stores.add(
            // Cached: what is put for each record is written once, by the commit.
            Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled());
      }
      return stores;
    }
  }
}
