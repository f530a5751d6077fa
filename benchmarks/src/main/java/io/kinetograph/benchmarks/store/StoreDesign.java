package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Reading;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;

/** One way of keeping the samples of open segments. */
interface StoreDesign {

  /** The stores that it needs. */
  Set<StoreBuilder<?>> stores();

  /** Opens them for a task. */
  Samples open(ProcessorContext<?, ?> context);

  /** The samples of a task's wearers. */
  interface Samples {

    /** Keeps the samples of a reading. */
    void add(Reading reading);

    /** Puts together the samples of a segment, and deletes them. */
    Segment close(String wearer, long startMicros);
  }
}
