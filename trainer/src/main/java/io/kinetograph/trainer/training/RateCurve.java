package io.kinetograph.trainer.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a learning-rate range test saw: the loss at each rate, and the same smoothed.
 *
 * @param points a point a step, one or more, rates rising
 * @param diverged whether it ended before the sweep did, as the loss ran away
 */
public record RateCurve(List<Point> points, boolean diverged) {

  private static final double CAUTION = 10;

  /** Copies. */
  public RateCurve {
    points = List.copyOf(points);
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
   * The rate to take for the peak: a tenth of the one at which the smoothed loss is lowest, where
   * it still falls and is far from running away, but not below the sweep.
   */
  public double suggestion() {
    Point lowest = points.get(0);
    for (Point point : points) {
      if (point.smoothed < lowest.smoothed) {
        lowest = point;
      }
    }
    return Math.max(points.get(0).rate, lowest.rate / CAUTION);
  }

  /** The points as CSV, a line each, with a header. */
  public List<String> toCsv() {
    List<String> lines = new ArrayList<>();
    lines.add("learning_rate,loss,smoothed_loss");
    for (Point point : points) {
      lines.add(
          String.format(Locale.ROOT, "%.6g,%.6f,%.6f", point.rate, point.loss, point.smoothed));
    }
    return lines;
  }
}
