// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.streams.serving.ModelService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One call of the shipped model, from segments to logits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ClassifyBenchmark {

  /** Segments in a call. */
  @Param({"1", "8", "32", "64"})
  public int batch;

  private final List<Segment> segments = new ArrayList<>();
  private @Nullable LogitsModel model;

  /** Loads the model. */
  @Setup
  public void load() throws InvalidModelException {
    model = new ModelLoader(ModelDevice.CPU, batch).load(ModelService.shippedModel());
    for (int i = 0; i < batch; i++) {
      segments.add(SyntheticReadings.segment(i));
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    if (model != null) {
      model.close();
    }
  }

  /** Calls it. */
  @Benchmark
  public List<float[]> classify() {
    if (model == null) {
      throw new IllegalStateException("no model is loaded");
    }
    return model.logits(model.render(segments));
  }
}
