// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.Initializer;
import io.kinetograph.trainer.network.EngineTest;
import io.kinetograph.trainer.network.PyTorch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest extends EngineTest {

  private static final double DECAY = 0.1;
  private static final double EMA_DECAY = 0.9;
  private static final float RATE = 0.01f;

  @Test
  void followsTheFormula() {
    Parameter weight = parameter(Parameter.Type.WEIGHT, 20_000);
    Parameter average = parameter(Parameter.Type.WEIGHT, 20_000);
    AdamW optimizer = optimizer(weight, average);
    double w = 1;
    double m = 0;
    double v = 0;
    double a = 1;
    for (int step = 1; step <= 5; step++) {
      double g = 2 * 3 * w;
      backward(weight, 3);
      optimizer.step(RATE);

      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double direction =
          m / (1 - Math.pow(0.9, step)) / (Math.sqrt(v / (1 - Math.pow(0.999, step))) + 1e-8);
      w = w * (1 - RATE * DECAY) - RATE * direction;
      double stays = Math.min(EMA_DECAY, (1.0 + step) / (10 + step));
      a = stays * a + (1 - stays) * w;
      for (float value : weight.getArray().toFloatArray()) {
        assertThat(value).isEqualTo((float) w, within(1e-5f));
      }
      for (float value : average.getArray().toFloatArray()) {
        assertThat(value).isEqualTo((float) a, within(1e-5f));
      }
    }
  }

  @Test
  void clearsTheGradientAfterEveryStep() {
    Parameter weight = parameter(Parameter.Type.WEIGHT, 10);
    AdamW optimizer = optimizer(weight, parameter(Parameter.Type.WEIGHT, 10));

    backward(weight, 3);
    optimizer.step(RATE);

    assertThat(weight.getArray().getGradient().toFloatArray()).containsOnly(0);
  }

  @Test
  void doesNotDecayNormalizationWeights() {
    Parameter gamma = parameter(Parameter.Type.GAMMA, 10);
    AdamW optimizer = optimizer(gamma, parameter(Parameter.Type.GAMMA, 10));

    backward(gamma, 0);
    optimizer.step(RATE);

    assertThat(gamma.getArray().toFloatArray()).containsOnly(1);
  }

  @Test
  void multipliesTheRateOfAParameterByItsFactor() {
    Parameter slow = parameter(Parameter.Type.GAMMA, 10);
    Parameter reference = parameter(Parameter.Type.GAMMA, 10);
    AdamW optimizer = optimizer(slow, parameter(Parameter.Type.GAMMA, 10));
    optimizer.begin(name -> 0.25);

    backward(slow, 3);
    optimizer.step(RATE);
    backward(reference, 3);
    optimizer(reference, parameter(Parameter.Type.GAMMA, 10)).step(0.25f * RATE);

    assertThat(slow.getArray().toFloatArray()).isEqualTo(reference.getArray().toFloatArray());
    assertThat(slow.getArray().getFloat(0)).isLessThan(1);
  }

  @Test
  void aFrozenParameterKeepsItsWeightsAndItsAverage() {
    Parameter weight = parameter(Parameter.Type.WEIGHT, 10);
    Parameter average = parameter(Parameter.Type.WEIGHT, 10);
    average.getArray().set(new float[] {3, 3, 3, 3, 3, 3, 3, 3, 3, 3});
    AdamW optimizer = optimizer(weight, average);
    optimizer.begin(name -> 0);

    backward(weight, 3);
    optimizer.step(RATE);

    assertThat(weight.getArray().toFloatArray()).containsOnly(1);
    assertThat(average.getArray().toFloatArray()).containsOnly(3);
  }

  @Test
  void aPhaseStartsWithoutMoments() {
    Parameter weight = parameter(Parameter.Type.WEIGHT, 10);
    AdamW optimizer = optimizer(weight, parameter(Parameter.Type.WEIGHT, 10));
    backward(weight, 3);
    optimizer.step(RATE);

    optimizer.begin(name -> 1);

    assertThat(optimizer.steps()).isZero();
    assertThat(optimizer.moments().values())
        .hasSize(2)
        .allSatisfy(values -> assertThat(values.toFloatArray()).containsOnly(0));
  }

  private static AdamW optimizer(Parameter parameter, Parameter average) {
    return new AdamW(Map.of("p", parameter), Map.of("p", average), DECAY, EMA_DECAY, 1);
  }

  /** Gradient 2 * factor * p. */
  private void backward(Parameter parameter, float factor) {
    try (GradientCollector collector = PyTorch.engine().newGradientCollector()) {
      NDArray loss = parameter.getArray().square().mul(factor).sum();
      collector.backward(loss);
    }
  }

  private Parameter parameter(Parameter.Type type, int length) {
    Parameter parameter =
        Parameter.builder()
            .setName("p")
            .setType(type)
            .optShape(new Shape(length))
            .optInitializer(Initializer.ONES)
            .build();
    parameter.initialize(manager, DataType.FLOAT32);
    return parameter;
  }
}
