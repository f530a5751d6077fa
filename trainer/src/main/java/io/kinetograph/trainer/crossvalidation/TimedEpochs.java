package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/** Passes on how a training goes on, and remembers how long its epochs took. */
final class TimedEpochs implements TrainingListener {

  private final TrainingListener next;
  private final boolean watch;
  private double seconds;
  private int epochs;

  TimedEpochs(TrainingListener next, boolean watch) {
    this.next = next;
    this.watch = watch;
  }

  /** Seconds an epoch; null if there was none. */
  @Nullable Double meanSeconds() {
    return epochs == 0 ? null : seconds / epochs;
  }

  @Override
  public void rateSearchStarted(int steps) {
    next.rateSearchStarted(steps);
  }

  @Override
  public void rateSearchStepDone() {
    next.rateSearchStepDone();
  }

  @Override
  public void rateFound(double rate) {
    next.rateFound(rate);
  }

  @Override
  public boolean watchesHeldPart() {
    return watch;
  }

  @Override
  public void epochStarted(int epoch, int epochs, int steps) {
    next.epochStarted(epoch, epochs, steps);
  }

  @Override
  public void stepDone(double loss) {
    next.stepDone(loss);
  }

  @Override
  public void epochDone(EpochFigures figures) {
    seconds += figures.times().total();
    epochs++;
    next.epochDone(figures);
  }
}
