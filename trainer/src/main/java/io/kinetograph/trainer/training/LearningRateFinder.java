// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.FineTuningPlan;
import io.kinetograph.trainer.settings.Range;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The learning-rate range test (Smith 2017): some steps of a training, each at a higher rate than
 * the one before, until the loss diverges. It uses only the training set, starts from the same
 * weights as the training, and does not change the run.
 */
public final class LearningRateFinder {

  /** Share of the smoothed loss that a step keeps. */
  private static final double SMOOTHING = 0.9;

  /**
   * The multiple of the lowest smoothed loss that counts as divergence. It is small, because with
   * batch normalization the loss of a network that has lost everything it learned is only that of
   * guessing.
   */
  private static final double DIVERGED = 1.5;

  private final TrainingData data;
  private final TrainingSettings settings;
  private final int threads;

  LearningRateFinder(TrainingData data, TrainingSettings settings, int threads) {
    this.data = data;
    this.settings = settings;
    this.threads = threads;
  }

  /**
   * Prepares a test.
   *
   * @param data the data set
   * @param settings of the training; its learning rate is ignored
   * @param threads that compute, at least 1
   * @throws IOException if the initial weights cannot be read
   * @throws IllegalArgumentException if the settings do not fit the data
   */
  public static LearningRateFinder of(DataSet data, TrainingSettings settings, int threads)
      throws IOException {
    return new LearningRateFinder(TrainingData.start(data, settings), settings, threads);
  }

  /**
   * The learning rates to try: each is a fixed multiple of the previous one.
   *
   * @param from the first, above 0
   * @param to the last, above the first
   * @param steps how many, from 10 to 100000
   */
  public record Sweep(double from, double to, int steps) {

    /** Checks the ranges. */
    public Sweep {
      if (!(from > 0 && from < to && Double.isFinite(to))) {
        throw new IllegalArgumentException(
            "learning rates from %s to %s do not rise from above 0".formatted(from, to));
      }
      new Range("[10,100000]").require("steps", steps);
    }

    /** From 1e-6 to 1 in 100 steps, for a training whose learning rate is {@code auto}. */
    static Sweep usual() {
      return new Sweep(1e-6, 1, 100);
    }

    /** The rate of a step, counted from 0. */
    double rate(int step) {
      return from * Math.pow(to / from, (double) step / (steps - 1));
    }
  }

  /**
   * One step.
   *
   * @param rate its learning rate
   * @param loss before it
   * @param smoothed loss of the steps so far, later ones weighing more
   */
  public record Point(double rate, double loss, double smoothed) {}

  /**
   * The loss at each rate.
   *
   * @param points a point a step, one or more, rates rising
   * @param diverged whether the loss diverged before the end of the sweep
   */
  public record Curve(List<Point> points, boolean diverged) {

    /** Share of the fall; the rest is a flat bottom, where noise decides which point is lowest. */
    private static final double NEARLY_ALL = 0.9;

    public Curve {
      points = List.copyOf(points);
    }

    /**
     * The suggested peak rate: the first at which the smoothed loss has completed nine tenths of
     * its fall. Smith (2017) uses the rate at which the loss stops falling as the largest of a
     * cycle; the one-cycle schedule has its peak for only a few steps, so no more caution is
     * necessary.
     */
    public double suggestion() {
      double first = points.get(0).smoothed;
      double lowest = points.stream().mapToDouble(Point::smoothed).min().orElseThrow();
      double enough = first - NEARLY_ALL * (first - lowest);
      return points.stream()
          .filter(point -> point.smoothed <= enough)
          .findFirst()
          .orElseThrow()
          .rate;
    }

    /**
     * Why the suggestion means nothing: the loss diverged from the start, or it never changed by
     * more than it varies from step to step.
     *
     * @return a sentence without its end; empty if the suggestion is good
     */
    public Optional<String> reasonForNoSuggestion() {
      Point lowest = Collections.min(points, Comparator.comparingDouble(Point::smoothed));
      if (diverged && points.indexOf(lowest) == 0) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the loss diverged at the first learning rate (%.3g)",
                points.get(0).rate));
      }
      int quarter = Math.max(1, points.size() / 4);
      double before = meanLoss(0, quarter);
      double after = meanLoss(points.size() - quarter, points.size());
      // Twice the change from step to step at the first rates, which change the network little.
      double variation =
          2
              * IntStream.range(0, points.size() / 2)
                  .mapToDouble(i -> Math.abs(points.get(i + 1).loss - points.get(i).loss))
                  .average()
                  .orElse(0);
      if (before - lowest.smoothed > variation
          || (!diverged && Math.abs(after - before) > variation)) {
        return Optional.empty();
      }
      return Optional.of(
          String.format(
              Locale.ROOT,
              "no learning rate up to %.3g lowered the loss%s",
              points.get(points.size() - 1).rate,
              diverged ? ", and the loss diverged there" : ""));
    }

    private double meanLoss(int from, int to) {
      return points.subList(from, to).stream().mapToDouble(Point::loss).average().orElseThrow();
    }

    /** The columns of {@link #rows}. */
    public static List<String> columns() {
      return List.of("learning_rate", "loss", "smoothed_loss");
    }

    /** The points as cells of a table. */
    public List<List<String>> rows() {
      return points.stream()
          .map(
              point ->
                  List.of(
                      String.format(Locale.ROOT, "%.6g", point.rate),
                      String.format(Locale.ROOT, "%.6f", point.loss),
                      String.format(Locale.ROOT, "%.6f", point.smoothed)))
          .toList();
    }
  }

  /**
   * Tries the rates of a sweep.
   *
   * @param progress shows how far it is
   * @throws IOException if the initial weights cannot be read or do not fit
   */
  public Curve run(Sweep sweep, Progress progress) throws IOException {
    try (NetworkTrainer trainer = new NetworkTrainer(data, settings, threads);
        DataLoader loader = new DataLoader(data, settings);
        Progress.Task task = progress.start("finding the learning rate", sweep.steps())) {
      trainer.load(settings.fineTuning().initialWeights());
      trainer.beginPhase(new OneCycleSchedule(settings, sweep.to(), 1), epochOfTheRate());
      List<Point> points = new ArrayList<>();
      List<RecordedSegment> order = List.of();
      double weighted = 0;
      boolean diverged = false;
      double lowest = Double.POSITIVE_INFINITY;
      for (int step = 0; step < sweep.steps() && !diverged; step++) {
        int epoch = 1 + step / loader.batches();
        int batch = step % loader.batches();
        order = batch == 0 ? loader.order(epoch) : order;
        float rate = (float) sweep.rate(step);
        double loss =
            trainer.step(loader.batch(order, epoch, batch), rate, new EpochTimer()).loss();
        if (!Double.isFinite(loss)) {
          diverged = true;
          break;
        }
        weighted = SMOOTHING * weighted + (1 - SMOOTHING) * loss;
        // The weights so far sum to less than one at first.
        double smoothed = weighted / (1 - Math.pow(SMOOTHING, step + 1.0));
        points.add(new Point(rate, loss, smoothed));
        task.advance(1);
        lowest = Math.min(lowest, smoothed);
        diverged = smoothed > DIVERGED * lowest;
      }
      if (points.isEmpty()) {
        throw new IllegalStateException(
            "the loss is not finite in the first step: begin with a lower learning rate");
      }
      return new Curve(points, diverged);
    }
  }

  /** An epoch of the phase whose peak is the learning rate: the last one with such a peak. */
  private int epochOfTheRate() {
    FineTuningPlan plan = settings.fineTuning();
    return plan.layerRates().isPresent() ? 1 : plan.frozenEpochs() + 1;
  }
}
