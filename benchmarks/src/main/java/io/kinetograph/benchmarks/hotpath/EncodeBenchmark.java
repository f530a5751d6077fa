// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.benchmarks.peers.Labels;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.serving.ModelService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From logits to a label's bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodeBenchmark {

  private final Serializer<ActivityLabel> serializer = TopicSerdes.activityLabel().serializer();
  private final Segment segment = SyntheticReadings.segment(1);
  private float[] logits = {};
  private @Nullable ModelCard card;

  /** Classifies a segment. */
  @Setup
  public void classify() throws InvalidModelException {
    try (LogitsModel model =
        new ModelLoader(ModelDevice.CPU, 1).load(ModelService.shippedModel())) {
      card = model.card();
      logits = model.logits(model.render(List.of(segment))).get(0);
    }
  }

  /** Encodes its label. */
  @Benchmark
  public byte[] encode() {
    if (card == null) {
      throw new IllegalStateException("no segment is classified");
    }
    return serializer.serialize("labels", Labels.label(card, "anna", segment, logits));
  }
}
