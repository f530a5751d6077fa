// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * AdamW (Loshchilov and Hutter 2019) and the exponential moving average of its parameters, in one
 * pass over the memory: the engine's own optimizer needs about twelve, which took a quarter of a
 * step's time.
 *
 * <p>It works on the engine's memory in place, one piece that fits the processor's cache at a time,
 * and sets the gradients back to zero. Its moments are arrays that a checkpoint can hold. Kernels
 * and fully connected weights decay; biases and batch normalization do not. Every parameter has a
 * factor to the learning rate; one whose factor is 0 is frozen and costs nothing.
 */
final class AdamW {

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final int PIECE = 8192;

  private final List<Slot> slots = new ArrayList<>();
  private final double weightDecay;
  private final double emaDecay;
  private final boolean parallel;
  private int steps;

  /**
   * Creates an optimizer.
   *
   * @param parameters what to optimize, by name; those that need no gradient are only averaged, and
   *     those of the discriminant stay as they are
   * @param emas of the same names and shapes; what the average is written to
   * @param threads parameters are updated by several threads if it is above 1; the result is the
   *     same
   */
  AdamW(
      Map<String, Parameter> parameters,
      Map<String, Parameter> emas,
      double weightDecay,
      double emaDecay,
      int threads) {
    this.weightDecay = weightDecay;
    this.emaDecay = emaDecay;
    this.parallel = threads > 1;
    parameters.forEach(
        (name, parameter) -> {
          Parameter ema = emas.get(name);
          if (ema == null) {
            throw new IllegalArgumentException("no EMA for " + name);
          }
          if (!Discriminant.isParameter(name)) {
            slots.add(new Slot(name, parameter, ema));
          }
        });
  }

  /** Steps taken. */
  int steps() {
    return steps;
  }

  /**
   * Starts a phase: moments are forgotten and steps counted from 0, because a parameter that was
   * frozen has no moments.
   *
   * @param factor the factor of a parameter's learning rate; 0 freezes the parameter and its
   *     average
   */
  void begin(ToDoubleFunction<String> factor) {
    steps = 0;
    for (Slot slot : slots) {
      slot.begin((float) factor.applyAsDouble(slot.name));
    }
  }

  /** Continues from a checkpoint whose moments were copied into {@link #moments()}. */
  void resumeAt(int step) {
    this.steps = step;
  }

  /** The moments by {@code mean/NAME} and {@code variance/NAME}, to be read and written. */
  Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    for (Slot slot : slots) {
      if (slot.trained) {
        moments.put("mean/" + slot.name, slot.means);
        moments.put("variance/" + slot.name, slot.variances);
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
    // At the start the average follows closely, so that it forgets the random initial weights.
    float stays = (float) Math.min(emaDecay, (1.0 + steps) / (10.0 + steps));
    float unbias1 = (float) (1 / (1 - Math.pow(BETA1, steps)));
    float unbias2 = (float) (1 / (1 - Math.pow(BETA2, steps)));
    IntStream places = IntStream.range(0, slots.size());
    (parallel ? places.parallel() : places)
        .forEach(i -> slots.get(i).step(learningRate, stays, unbias1, unbias2));
  }

  /** One parameter with its moments. */
  private final class Slot {
    private final String name;
    private final Parameter parameter;
    private final boolean trained;
    private final float decay;
    private final FloatBuffer weights;
    private final FloatBuffer average;
    private final NDArray means;
    private final NDArray variances;
    private final FloatBuffer mean;
    private final FloatBuffer variance;
    private float factor = 1;

    Slot(String name, Parameter parameter, Parameter average) {
      this.name = name;
      this.parameter = parameter;
      this.trained = parameter.requiresGradient();
      this.decay = parameter.getType() == Parameter.Type.WEIGHT ? (float) weightDecay : 0f;
      this.weights = PyTorch.floats(parameter.getArray());
      this.average = PyTorch.floats(average.getArray());
      NDManager manager = parameter.getArray().getManager();
      Shape shape = trained ? parameter.getShape() : new Shape(1);
      this.means = manager.zeros(shape);
      this.variances = manager.zeros(shape);
      this.mean = PyTorch.floats(means);
      this.variance = PyTorch.floats(variances);
    }

    void begin(float newFactor) {
      factor = newFactor;
      for (FloatBuffer moment : List.of(mean, variance)) {
        moment.put(0, new float[moment.capacity()]);
      }
    }

    void step(float rate, float stays, float unbias1, float unbias2) {
      if (factor == 0) {
        return;
      }
      if (trained) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          train(PyTorch.floats(gradient), rate * factor, stays, unbias1, unbias2);
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
      float[] m = new float[PIECE];
      float[] v = new float[PIECE];
      float[] zeros = new float[PIECE];
      float keep = 1 - rate * decay;
      for (int first = 0; first < weights.capacity(); first += PIECE) {
        int length = Math.min(PIECE, weights.capacity() - first);
        weights.get(first, w, 0, length);
        gradients.get(first, g, 0, length);
        average.get(first, a, 0, length);
        mean.get(first, m, 0, length);
        variance.get(first, v, 0, length);
        for (int i = 0; i < length; i++) {
          m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
          v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
          float next =
              keep * w[i] - rate * (m[i] * unbias1) / ((float) Math.sqrt(v[i] * unbias2) + EPSILON);
          w[i] = next;
          a[i] = stays * a[i] + (1 - stays) * next;
        }
        weights.put(first, w, 0, length);
        average.put(first, a, 0, length);
        mean.put(first, m, 0, length);
        variance.put(first, v, 0, length);
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
