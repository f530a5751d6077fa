package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.trainer.data.Normalization;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.network.EngineTest;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.network.SmallNetwork;
import org.junit.jupiter.api.Test;

class BestWeightsTest extends EngineTest {

  private final BestWeights best = new BestWeights();

  @Test
  void keepsTheWeightsOfTheBestEpoch() {
    ResNet network =
        new ResNet(SmallNetwork.SIZE, 1, 2, new Normalization(0, 1, 0, 0, 0)).create(manager);
    offer(network, 1, 0.5, 1);
    offer(network, 2, 0.7, 1);
    offer(network, 3, 0.6, 0.1);
    offer(network, 4, 0.7, 1);

    assertThat(best.epoch()).isEqualTo(2);
    best.putInto(network);
    assertThat(bias(network)).containsExactly(2, 2);
  }

  @Test
  void takesTheLowerLossAmongEqualAccuracies() {
    assertThat(new EvaluationMetrics(0.5, 1).isBetterThan(new EvaluationMetrics(0.5, 2))).isTrue();
    assertThat(new EvaluationMetrics(0.5, 1).isBetterThan(new EvaluationMetrics(0.5, 1))).isFalse();
    assertThat(new EvaluationMetrics(0.4, 0.1).isBetterThan(new EvaluationMetrics(0.5, 2)))
        .isFalse();
  }

  private void offer(ResNet network, int epoch, double accuracy, double loss) {
    network.parameter("fc.bias").getArray().set(new float[] {epoch, epoch});
    best.offer(epoch, new EvaluationMetrics(accuracy, loss), network);
  }

  private static float[] bias(ResNet network) {
    return network.parameter("fc.bias").getArray().toFloatArray();
  }
}
