package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.classify.ActivityModel;
import io.kinetograph.streams.classify.Classification;
import io.kinetograph.streams.classify.InvalidModelException;
import io.kinetograph.streams.classify.ModelDevice;
import io.kinetograph.streams.classify.ModelLoader;
import io.kinetograph.streams.classify.SegmentClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** One call of the shipped model, from segments to activities. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ClassifyBenchmark {

  /** Segments of a call. */
  @Param({"1", "8", "32", "64"})
  public int batch;

  private final List<Segment> segments = new ArrayList<>();
  private @Nullable ActivityModel model;
  private @Nullable SegmentClassifier classifier;

  /** Loads the model. */
  @Setup
  public void load() throws InvalidModelException {
    ActivityModel loaded = new ModelLoader(ModelDevice.parse("cpu"), batch).load(Optional.empty());
    model = loaded;
    classifier = loaded.newClassifier();
    for (int i = 0; i < batch; i++) {
      segments.add(Motion.segment(i));
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
    if (model != null) {
      model.close();
    }
  }

  /** Calls it. */
  @Benchmark
  public List<Classification> classify() {
    if (classifier == null) {
      throw new IllegalStateException("no model is loaded");
    }
    return classifier.classify(segments);
  }
}
