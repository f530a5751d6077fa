package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The learning-rate range test (Smith 2017): some steps of a training, each at a higher rate than
 * the one before, until the loss runs away. It looks at the training data alone, begins where the
 * training would begin, and leaves nothing behind.
 */
public final class RateRangeTest {

  /** Share of the smoothed loss that stays in a step. */
  private static final double SMOOTHING = 0.9;

  /**
   * How many times the lowest smoothed loss means that it ran away. Batch normalisation keeps the
   * loss of a network that unlearns everything near that of guessing, so this is not much.
   */
  private static final double RUNAWAY = 1.5;

  private final TrainingData data;
  private final TrainingSettings settings;
  private final int threads;

  RateRangeTest(TrainingData data, TrainingSettings settings, int threads) {
    this.data = data;
    this.settings = settings;
    this.threads = threads;
  }

  /**
   * Prepares a test.
   *
   * @param data the data set
   * @param settings of the training in question; its own rate is not looked at
   * @param threads that compute, at least 1
   * @throws IOException if the weights to begin with cannot be read
   * @throws IllegalArgumentException if the settings do not fit the data
   */
  public static RateRangeTest of(DataSet data, TrainingSettings settings, int threads)
      throws IOException {
    return new RateRangeTest(TrainingData.start(data, settings), settings, threads);
  }

  /**
   * Goes through a sweep.
   *
   * @param progress shows how far it is
   * @throws IOException if the weights to begin with cannot be read or do not fit
   */
  public RateCurve run(RateSweep sweep, Progress progress) throws IOException {
    try (Learner learner = new Learner(data, settings, threads);
        Progress.Task task = progress.start("finding the learning rate", sweep.steps())) {
      learner.startFrom(settings.fineTuning().initialWeights());
      Schedule schedule = new Schedule(settings, sweep.to(), 1);
      learner.begin(schedule.frozen(1), name -> schedule.factor(1, name));
      BatchMaker batches = new BatchMaker(data, settings);
      List<RateCurve.Point> points = new ArrayList<>();
      List<RecordedSegment> order = List.of();
      double weighted = 0;
      boolean ranAway = false;
      double lowest = Double.POSITIVE_INFINITY;
      for (int step = 0; step < sweep.steps(); step++) {
        int epoch = 1 + step / batches.batches();
        int batch = step % batches.batches();
        order = batch == 0 ? batches.order(epoch) : order;
        PictureBatch pictures = batches.batch(order, epoch, batch);
        float rate = (float) sweep.rate(step);
        double loss = learner.step(pictures, rate, new EpochClock()).loss();
        if (!Double.isFinite(loss)) {
          ranAway = true;
          break;
        }
        weighted = SMOOTHING * weighted + (1 - SMOOTHING) * loss;
        // The weights so far sum to less than one at first.
        double smoothed = weighted / (1 - Math.pow(SMOOTHING, step + 1.0));
        points.add(new RateCurve.Point(rate, loss, smoothed));
        task.advance(1);
        lowest = Math.min(lowest, smoothed);
        if (smoothed > RUNAWAY * lowest) {
          ranAway = true;
          break;
        }
      }
      if (points.isEmpty()) {
        throw new IllegalStateException("the loss is no number at the very first step");
      }
      return new RateCurve(points, ranAway);
    }
  }
}
