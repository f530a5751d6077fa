// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Kafka Streams closes a task that was rolled back and initializes the same processor again. */
class RevivedTaskTest {

  private final MockProcessorContext<String, ActivityLabel> context = new MockProcessorContext<>();

  @Test
  void aRevivedTaskCancelsTheTimersFromBefore() throws Exception {
    context.setCurrentSystemTimeMs(0);
    addStore(LabelTopology.SAMPLES, Serdes.Bytes());
    addStore(LabelTopology.NEXT_SEGMENTS, Serdes.String());
    LabelProcessor processor = processor();

    processor.init(context);
    processor.close();
    processor.init(context);

    assertThat(context.scheduledPunctuators())
        .extracting(CapturedPunctuator::cancelled)
        .containsExactly(true, true, true, false, false, false);
  }

  private static LabelProcessor processor() throws InvalidSettingsException {
    Settings settings = Settings.of(Map.of());
    return new LabelProcessor(
        new ReadingDecoder(TopicSerdes.accelerometerReading().deserializer(), settings.readings()),
        settings.segments(),
        settings.batch(),
        Unused::new,
        new StreamMetrics(new SimpleMeterRegistry()),
        PartitionLiveness.alwaysAvailable(),
        () -> 0,
        new RateLimitedLog(10));
  }

  private <K> void addStore(String name, Serde<K> keys) {
    KeyValueStore<K, byte[]> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
  }

  private static final class Unused implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      throw new AssertionError("nothing was read");
    }
  }
}
