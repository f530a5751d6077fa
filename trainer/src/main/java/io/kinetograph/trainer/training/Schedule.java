package io.kinetograph.trainer.training;

import io.kinetograph.trainer.settings.FineTuningPlan;
import io.kinetograph.trainer.settings.LayerRates;
import io.kinetograph.trainer.settings.TrainingSettings;

/**
 * Which phase an epoch belongs to and how fast is learned in it. Each phase is a one-cycle of its
 * own: the head alone first, if the settings say so, then everything.
 */
final class Schedule {

  private final FineTuningPlan course;
  private final int steps;
  private final OneCycle head;
  private final OneCycle all;

  /**
   * Lays out a training.
   *
   * @param settings how to train
   * @param rate peak of the phase with a frozen body, and of the other if no layer rates are given
   * @param steps an epoch
   */
  Schedule(TrainingSettings settings, double rate, int steps) {
    this.course = settings.fineTuning();
    this.steps = steps;
    this.head =
        new OneCycle(rate, settings.optimization().endRate(), course.frozenEpochs() * steps);
    this.all =
        new OneCycle(
            course.layerRates().map(LayerRates::high).orElse(rate),
            settings.optimization().endRate(),
            settings.optimization().epochs() * steps);
  }

  /** Whether the body is frozen in an epoch, counted from 1. */
  boolean frozen(int epoch) {
    return epoch <= course.frozenEpochs();
  }

  /** Whether an epoch is the first of a phase. */
  boolean startsPhase(int epoch) {
    return epoch == 1 || epoch == course.frozenEpochs() + 1;
  }

  /** The head's learning rate in a step of an epoch; steps are counted from 0. */
  float rate(int epoch, int step) {
    return frozen(epoch)
        ? head.getNewValue((epoch - 1) * steps + step)
        : all.getNewValue((epoch - course.frozenEpochs() - 1) * steps + step);
  }

  /** What the head's rate is multiplied by for a parameter; 0 if it is frozen. */
  double factor(int epoch, String parameter) {
    if (frozen(epoch)) {
      return parameter.startsWith("fc.") ? 1 : 0;
    }
    return course.layerRates().map(rates -> rates.factor(parameter)).orElse(1.0);
  }
}
