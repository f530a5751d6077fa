package io.kinetograph.trainer.training;

import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.network.ResNet;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The averaged weights of the epoch that did best on the validation set so far. */
final class BestWeights {

  private final Map<String, FloatBuffer> weights = new LinkedHashMap<>();
  private @Nullable EvaluationMetrics judgement;
  private int epoch;

  /** The epoch they are of, counted from 1; 0 if there is none yet. */
  int epoch() {
    return epoch;
  }

  /** How well they did. */
  EvaluationMetrics judgement() {
    return Objects.requireNonNull(judgement, "no epoch was judged");
  }

  /** Keeps an epoch's weights if they are the best so far. */
  void offer(int judgedEpoch, EvaluationMetrics judged, ResNet average) {
    if (judgement == null || judged.isBetterThan(judgement)) {
      room(average).forEach((name, kept) -> copy(floats(average, name), kept));
      isOf(judgedEpoch, judged);
    }
  }

  /** The weights by name, to be read, or to be filled from a checkpoint. */
  Map<String, FloatBuffer> room(ResNet network) {
    network
        .parameters()
        .forEach(
            (name, parameter) ->
                weights.computeIfAbsent(
                    name, n -> FloatBuffer.allocate((int) parameter.getShape().size())));
    return weights;
  }

  /** Says what the weights are of. */
  void isOf(int judgedEpoch, EvaluationMetrics judged) {
    epoch = judgedEpoch;
    judgement = judged;
  }

  void putInto(ResNet network) {
    room(network).forEach((name, kept) -> copy(kept, floats(network, name)));
  }

  private static FloatBuffer floats(ResNet network, String name) {
    return AdamW.floats(network.parameter(name).getArray());
  }

  private static void copy(FloatBuffer from, FloatBuffer to) {
    to.duplicate().clear().put(from.duplicate().clear());
  }
}
