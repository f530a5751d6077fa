package io.kinetograph.trainer.training;

import ai.djl.training.tracker.Tracker;

/**
 * The one-cycle learning rate (Smith and Topin 2018): from a 25th of the peak up to it over the
 * first quarter of the steps, then down to nearly nothing, both along half a cosine.
 */
final class OneCycle implements Tracker {

  private static final double WARM_UP = 0.25;
  private static final double START = 1.0 / 25;

  private final double peak;
  private final double end;
  private final int steps;

  OneCycle(double peak, double end, int steps) {
    this.peak = peak;
    this.end = end;
    this.steps = steps;
  }

  @Override
  public float getNewValue(int step) {
    double done = Math.min(1, (double) step / Math.max(1, steps - 1));
    return (float)
        (done < WARM_UP
            ? between(START, 1, done / WARM_UP)
            : between(1, end, (done - WARM_UP) / (1 - WARM_UP)));
  }

  private double between(double from, double to, double part) {
    return peak * (to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2);
  }
}
