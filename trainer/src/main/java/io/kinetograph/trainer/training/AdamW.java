package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * AdamW (Loshchilov and Hutter 2019) and the exponential moving average of what it optimises, in
 * one pass over the memory: the engine's own takes a dozen, which was a quarter of a step's time.
 *
 * <p>It works on the engine's memory in place, a piece that fits the processor's cache at a time,
 * and sets the gradients back to zero. Its moments are its own, so that a checkpoint can have them.
 * Kernels and fully connected weights decay; biases and batch normalisation do not. Every parameter
 * has a factor to the learning rate; one whose factor is 0 is frozen and costs nothing.
 */
final class AdamW {

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final int PIECE = 8192;

  private final List<Slot> slots = new ArrayList<>();
  private final double weightDecay;
  private final double averaging;
  private final boolean parallel;
  private int steps;

  /**
   * Creates an optimiser.
   *
   * @param parameters what to optimise, by name; those that need no gradient are only averaged
   * @param averages of the same names and shapes; what the average is written to
   * @param threads parameters are updated by several threads if it is above 1; the result is the
   *     same
   */
  AdamW(
      Map<String, Parameter> parameters,
      Map<String, Parameter> averages,
      double weightDecay,
      double averaging,
      int threads) {
    this.weightDecay = weightDecay;
    this.averaging = averaging;
    this.parallel = threads > 1;
    parameters.forEach(
        (name, parameter) -> {
          Parameter average = averages.get(name);
          if (average == null) {
            throw new IllegalArgumentException("nothing to average " + name + " into");
          }
          slots.add(new Slot(name, parameter, average));
        });
  }

  /** Steps taken. */
  int steps() {
    return steps;
  }

  /**
   * Begins a phase: moments are forgotten and steps counted from 0, as a parameter that was frozen
   * has no moments to go on with.
   *
   * @param factor what a parameter's learning rate is multiplied by; 0 freezes it and its average
   */
  void begin(ToDoubleFunction<String> factor) {
    steps = 0;
    for (Slot slot : slots) {
      slot.begin((float) factor.applyAsDouble(slot.name));
    }
  }

  /** Goes on from a checkpoint whose moments were put into {@link #moments()}. */
  void resumeAt(int step) {
    this.steps = step;
  }

  /** The moments by {@code mean/NAME} and {@code variance/NAME}, to be read and written. */
  Map<String, FloatBuffer> moments() {
    Map<String, FloatBuffer> moments = new LinkedHashMap<>();
    for (Slot slot : slots) {
      if (slot.trained) {
        moments.put("mean/" + slot.name, FloatBuffer.wrap(slot.mean));
        moments.put("variance/" + slot.name, FloatBuffer.wrap(slot.variance));
      }
    }
    return moments;
  }

  /**
   * One step.
   *
   * @param learningRate above 0
   */
  void step(float learningRate) {
    steps++;
    // Early on, the average follows closely; it must not remember the random start.
    float stays = (float) Math.min(averaging, (1.0 + steps) / (10.0 + steps));
    float unbias1 = (float) (1 / (1 - Math.pow(BETA1, steps)));
    float unbias2 = (float) (1 / (1 - Math.pow(BETA2, steps)));
    IntStream places = IntStream.range(0, slots.size());
    (parallel ? places.parallel() : places)
        .forEach(i -> slots.get(i).step(learningRate, stays, unbias1, unbias2));
  }

  /** The floats of an array of the engine, in its own memory. */
  static FloatBuffer floats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    if (!bytes.isDirect()) {
      throw new IllegalStateException("the engine gives a copy of " + array.getName());
    }
    return bytes.asFloatBuffer();
  }

  /** One parameter with its moments. */
  private final class Slot {
    private final String name;
    private final Parameter parameter;
    private final boolean trained;
    private final float decay;
    private final FloatBuffer weights;
    private final FloatBuffer average;
    private final float[] mean;
    private final float[] variance;
    private float factor = 1;

    Slot(String name, Parameter parameter, Parameter average) {
      this.name = name;
      this.parameter = parameter;
      this.trained = parameter.requiresGradient();
      this.decay = parameter.getType() == Parameter.Type.WEIGHT ? (float) weightDecay : 0f;
      this.weights = floats(parameter.getArray());
      this.average = floats(average.getArray());
      int length = trained ? weights.capacity() : 0;
      this.mean = new float[length];
      this.variance = new float[length];
    }

    void begin(float newFactor) {
      factor = newFactor;
      Arrays.fill(mean, 0);
      Arrays.fill(variance, 0);
    }

    void step(float rate, float stays, float unbias1, float unbias2) {
      if (factor == 0) {
        return;
      }
      if (trained) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          train(floats(gradient), rate * factor, stays, unbias1, unbias2);
        }
      } else {
        average(stays);
      }
    }

    private void train(
        FloatBuffer gradients, float rate, float stays, float unbias1, float unbias2) {
      float[] w = new float[PIECE];
      float[] g = new float[PIECE];
      float[] a = new float[PIECE];
      float[] zeros = new float[PIECE];
      float keep = 1 - rate * decay;
      for (int first = 0; first < weights.capacity(); first += PIECE) {
        int length = Math.min(PIECE, weights.capacity() - first);
        weights.get(first, w, 0, length);
        gradients.get(first, g, 0, length);
        average.get(first, a, 0, length);
        for (int i = 0; i < length; i++) {
          float m = BETA1 * mean[first + i] + (1 - BETA1) * g[i];
          float v = BETA2 * variance[first + i] + (1 - BETA2) * g[i] * g[i];
          mean[first + i] = m;
          variance[first + i] = v;
          float next =
              keep * w[i] - rate * (m * unbias1) / ((float) Math.sqrt(v * unbias2) + EPSILON);
          w[i] = next;
          a[i] = stays * a[i] + (1 - stays) * next;
        }
        weights.put(first, w, 0, length);
        average.put(first, a, 0, length);
        gradients.put(first, zeros, 0, length);
      }
    }

    private void average(float stays) {
      for (int i = 0; i < weights.capacity(); i++) {
        average.put(i, stays * average.get(i) + (1 - stays) * weights.get(i));
      }
    }
  }
}
