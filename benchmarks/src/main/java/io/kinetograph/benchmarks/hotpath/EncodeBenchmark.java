// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.topology.SegmentLabels;
import java.util.List;
import java.util.Optional;
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

/** From logits to a label's bytes, by the app's code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodeBenchmark {

  private final Serializer<ActivityLabel> serializer = TopicSerdes.activityLabel().serializer();
  private final Segment segment = SyntheticReadings.segment(1);
  private float[] logits = {};
  private double temperature = 1;
  private @Nullable KnownActivities activities;

  /** Classifies a segment. */
  @Setup
  public void classify() throws InvalidModelException {
    try (LogitsModel model =
        new ModelLoader(ModelDevice.CPU, 1).load(ModelService.shippedModel())) {
      ModelCard card = model.card();
      temperature = card.temperature();
      activities = new KnownActivities(card.version(), card.labels(), card.groups());
      logits = model.logits(model.render(List.of(segment))).get(0);
    }
  }

  /** Encodes its label. */
  @Benchmark
  public byte[] encode() {
    if (activities == null) {
      throw new IllegalStateException("no segment is classified");
    }
    Classification classification =
        Classification.of(activities, temperature, Optional.empty(), logits);
    return serializer.serialize(
        "labels", SegmentLabels.label("anna", segment, LabelStatus.KNOWN, classification));
  }
}
