// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.training.tracker.Tracker;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.FineTuningPlan;
import io.kinetograph.trainer.settings.FineTuningPlan.LayerRates;
import io.kinetograph.trainer.settings.TrainingSettings;

/**
 * The learning rate of every step: one-cycle (Smith and Topin 2018). A cycle rises from a 25th of
 * the peak to the peak over the first quarter of its steps, then falls to a share of the peak, both
 * along half a cosine. Each phase of a training is a cycle of its own: the last layer alone first,
 * if the plan freezes the body, then all layers.
 */
final class OneCycleSchedule {

  private static final double WARM_UP = 0.25;
  private static final double START = 1.0 / 25;

  private final FineTuningPlan plan;
  private final int steps;
  private final Tracker frozen;
  private final Tracker unfrozen;

  /**
   * Creates the schedule of a training.
   *
   * @param settings how to train
   * @param peak rate of the phase with a frozen body, and of the other if no layer rates are given
   * @param steps in an epoch
   */
  OneCycleSchedule(TrainingSettings settings, double peak, int steps) {
    this.plan = settings.fineTuning();
    this.steps = steps;
    double end = settings.optimization().endRate();
    this.frozen = cycle(peak, end, plan.frozenEpochs() * steps);
    this.unfrozen =
        cycle(
            plan.layerRates().map(LayerRates::high).orElse(peak),
            end,
            settings.optimization().epochs() * steps);
  }

  /**
   * One cycle.
   *
   * @param end the rate in the last step, as a share of the peak
   */
  static Tracker cycle(double peak, double end, int steps) {
    return step -> {
      double done = Math.min(1, (double) step / Math.max(1, steps - 1));
      return (float)
          (done < WARM_UP
              ? peak * between(START, 1, done / WARM_UP)
              : peak * between(1, end, (done - WARM_UP) / (1 - WARM_UP)));
    };
  }

  private static double between(double from, double to, double part) {
    return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
  }

  /** Whether the body is frozen in an epoch, counted from 1. */
  boolean isFrozen(int epoch) {
    return epoch <= plan.frozenEpochs();
  }

  /** Whether an epoch is the first of a phase. */
  boolean startsPhase(int epoch) {
    return epoch == 1 || epoch == plan.frozenEpochs() + 1;
  }

  /** The last layer's learning rate in a step of an epoch; steps are counted from 0. */
  float rate(int epoch, int step) {
    return isFrozen(epoch)
        ? frozen.getNewValue((epoch - 1) * steps + step)
        : unfrozen.getNewValue((epoch - plan.frozenEpochs() - 1) * steps + step);
  }

  /** The factor of a parameter's rate to the last layer's; 0 if it is frozen. */
  double factor(int epoch, String parameter) {
    if (isFrozen(epoch)) {
      return parameter.startsWith(ResNet.HEAD) ? 1 : 0;
    }
    return plan.layerRates().map(rates -> rates.factor(parameter)).orElse(1.0);
  }
}
