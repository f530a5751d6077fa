// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Kafka Streams closes a task that was rolled back and initializes the same processor again. */
class RevivedTaskTest {

  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

  @Test
  void aRevivedTaskCancelsTheTimersFromBefore() throws Exception {
    context.setCurrentSystemTimeMs(0);
    addStore(LabelTopology.PROGRESS);
    addStore(LabelTopology.EPISODES);
    LabelProcessor processor = processor();

    processor.init(context);
    processor.close();
    processor.init(context);

    assertThat(context.scheduledPunctuators())
        .extracting(CapturedPunctuator::cancelled)
        .containsExactly(true, true, true, true, false, false, false, false);
  }

  private static LabelProcessor processor() throws InvalidSettingsException {
    Settings settings = Settings.of(Map.of());
    SampleMemory memory = new SampleMemory(settings.samples().memoryBytes());
    LabelTopology topology =
        new LabelTopology(
            settings.topics(),
            settings.readings(),
            settings.segments(),
            settings.labels(),
            settings.episodes(),
            settings.batch(),
            Unused::new,
            memory,
            new StreamMetrics(new SimpleMeterRegistry(), memory));
    return new LabelProcessor(
        topology, LabelTopology.deadLetterLog(), LabelTopology.suspicionLog());
  }

  private void addStore(String name) {
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
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
