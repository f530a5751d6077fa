// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.config.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The topology as one would write it first, in the DSL of Kafka Streams: a windowed list of
 * readings for each wearer, suppressed until the window closes, then one run of the model for each
 * segment. It has the app's Kafka settings, exactly once and commit interval among them, and a
 * cache that holds all open windows. No grace: the benchmarks' readings are in order. {@code
 * APP-SETTINGS-FILE MODEL-FILE}.
 */
public final class FirstDraftPeer {

  private static final Duration LENGTH = Duration.ofSeconds(5);
  private static final long MAX_GAP_MICROS = 200_000;
  private static final String CACHE_BYTES = Integer.toString(256 << 20);

  private FirstDraftPeer() {}

  /**
   * Runs it until its standard input ends.
   *
   * @param args see above
   */
  public static void main(String... args) throws Exception {
    Settings settings = Settings.load(Optional.of(Path.of(args[0])));
    Properties properties = new Properties();
    properties.putAll(settings.kafka());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    LogitsModel model = new ModelLoader(ModelDevice.CPU, 1).load(ModelFile.read(Path.of(args[1])));
    StreamsBuilder topology = topology(settings.topics(), model);
    try (KafkaStreams streams = new KafkaStreams(topology.build(), properties)) {
      streams.start();
      System.in.readAllBytes();
    }
    System.exit(0);
  }

  private static StreamsBuilder topology(TopicSettings topics, LogitsModel model) {
    Deserializer<AccelerometerReading> readings = TopicSerdes.accelerometerReading().deserializer();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topics.input(),
            Consumed.with(Serdes.String(), Serdes.ByteArray())
                .withTimestampExtractor(
                    (record, time) ->
                        readings
                            .deserialize(record.topic(), (byte[]) record.value())
                            .getStartedAt()
                            .toEpochMilli()))
        .groupByKey()
        .windowedBy(TimeWindows.ofSizeWithNoGrace(LENGTH))
        .aggregate(
            ArrayList::new,
            (wearer, reading, list) -> {
              list.add(reading);
              return list;
            },
            Materialized.<String, List<byte[]>, WindowStore<Bytes, byte[]>>as("segments")
                .withKeySerde(Serdes.String())
                .withValueSerde(listOfReadings()))
        .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
        .toStream()
        .process(() -> new Classify(model))
        .to(topics.output(), Produced.with(Serdes.String(), TopicSerdes.activityLabel()));
    return builder;
  }

  @SuppressWarnings("unchecked")
  private static Serde<List<byte[]>> listOfReadings() {
    return (Serde<List<byte[]>>) (Serde<?>) Serdes.ListSerde(ArrayList.class, Serdes.ByteArray());
  }

  private static final class Classify
      extends ContextualProcessor<Windowed<String>, List<byte[]>, String, ActivityLabel> {

    private final Deserializer<AccelerometerReading> deserializer =
        TopicSerdes.accelerometerReading().deserializer();
    private final LogitsModel model;

    Classify(LogitsModel model) {
      this.model = model;
    }

    @Override
    public void process(Record<Windowed<String>, List<byte[]>> record) {
      Segment segment = assemble(record.key().window().start(), record.value());
      float[] logits = model.logits(model.render(List.of(segment))).get(0);
      String wearer = record.key().key();
      context()
          .forward(
              new Record<>(
                  wearer,
                  Labels.label(model.card(), wearer, segment, logits),
                  record.key().window().end()));
    }

    private Segment assemble(long startMillis, List<byte[]> values) {
      SegmentAssembler assembler = new SegmentAssembler(1000 * startMillis, MAX_GAP_MICROS);
      for (byte[] value : values) {
        AccelerometerReading reading = deserializer.deserialize("", value);
        BodyUnit unit = BodyUnit.valueOf(reading.getUnit().name());
        long time = ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt());
        for (int i = 0; i < reading.getX().size(); i++) {
          assembler.add(
              unit,
              time + (long) i * reading.getSamplePeriodMicros(),
              reading.getX().get(i),
              reading.getY().get(i),
              reading.getZ().get(i));
        }
      }
      return assembler.assemble();
    }
  }
}
