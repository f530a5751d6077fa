// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ActivationReader;
import io.kinetograph.inference.InvalidModelException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Runs a float model on the calibration segments and counts the values of its activations in
 * histograms. The activations become further outputs of the model, and each segment runs twice:
 * once for the extremes, once for the counts between them.
 */
final class ActivationHistograms {

  /** All activations of a batch are in memory at once: half a megabyte per picture. */
  private static final int BATCH = 32;

  private final ModelProto model;
  private final Set<String> values;
  private final PixelScale scale;

  /**
   * Prepares the model.
   *
   * @param model float, with a picture as its input
   * @param values names of the activations in its graph
   * @param scale of the pictures
   */
  ActivationHistograms(ModelProto model, Set<String> values, PixelScale scale) {
    this.model = withOutputs(model, values);
    this.values = Set.copyOf(values);
    this.scale = scale;
  }

  private static ModelProto withOutputs(ModelProto model, Set<String> values) {
    ModelProto.Builder more = model.toBuilder();
    for (String value : values) {
      more.getGraphBuilder()
          .addOutput(
              ValueInfoProto.newBuilder()
                  .setName(value)
                  .setType(
                      TypeProto.newBuilder()
                          .setTensorType(
                              TypeProto.Tensor.newBuilder()
                                  .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    }
    return more.build();
  }

  /**
   * The histogram of each activation, by name.
   *
   * @param segments one or more
   * @param done receives how many more segments have run; each runs twice
   */
  Map<String, Histogram> run(List<Segment> segments, IntConsumer done) {
    try (ActivationReader reader = ActivationReader.open(model.toByteArray())) {
      Map<String, Extremes> extremes = new HashMap<>();
      read(
          reader,
          segments,
          done,
          (value, numbers) -> extremes.computeIfAbsent(value, v -> new Extremes()).add(numbers));
      Map<String, Histogram> histograms = new HashMap<>();
      extremes.forEach((value, seen) -> histograms.put(value, seen.histogram()));
      read(
          reader,
          segments,
          done,
          (value, numbers) -> Objects.requireNonNull(histograms.get(value)).add(numbers));
      return histograms;
    } catch (InvalidModelException e) {
      throw new IllegalStateException(
          "the float32 model cannot be calibrated: " + e.getMessage(), e);
    }
  }

  private void read(
      ActivationReader reader,
      List<Segment> segments,
      IntConsumer done,
      BiConsumer<String, FloatBuffer> taker) {
    for (int first = 0; first < segments.size(); first += BATCH) {
      List<Segment> batch = segments.subList(first, Math.min(first + BATCH, segments.size()));
      reader.read(
          batch.stream().map(segment -> Picture.of(segment, scale)).toList(), values, taker);
      done.accept(batch.size());
    }
  }

  /** The smallest and the largest value. */
  static final class Extremes {

    private float min = Float.POSITIVE_INFINITY;
    private float max = Float.NEGATIVE_INFINITY;

    void add(FloatBuffer values) {
      while (values.hasRemaining()) {
        float value = values.get();
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }

    /** An empty histogram of that range. */
    Histogram histogram() {
      return new Histogram(min, max);
    }
  }

  /** Counts of a tensor's values in equal bins between its extremes. */
  static final class Histogram {

    /** Sixteen per step of the widest quantization: fine enough to measure its rounding. */
    static final int BINS = 4096;

    private final float min;
    private final float max;
    private final long[] counts = new long[BINS];

    /**
     * An empty histogram.
     *
     * @param min smallest value that will be added
     * @param max largest
     */
    Histogram(float min, float max) {
      if (!(min <= max) || !Float.isFinite(min) || !Float.isFinite(max)) {
        throw new IllegalArgumentException("%s to %s is not a range".formatted(min, max));
      }
      this.min = min;
      this.max = max;
    }

    /** Counts the values of a buffer from its position on. */
    void add(FloatBuffer values) {
      double width = ((double) max - min) / BINS;
      while (values.hasRemaining()) {
        double above = (double) values.get() - min;
        double place = width > 0 ? above / width : 0;
        counts[(int) Math.max(0, Math.min(BINS - 1, place))]++;
      }
    }

    float min() {
      return min;
    }

    float max() {
      return max;
    }

    long count(int bin) {
      return counts[bin];
    }

    /** The value in the middle of a bin. */
    double center(int bin) {
      return min + (bin + 0.5) * (((double) max - min) / BINS);
    }
  }
}
