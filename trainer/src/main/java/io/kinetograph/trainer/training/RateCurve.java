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

  /** Share of the fall; the rest is a flat bottom, where noise says which point is lowest. */
  private static final double NEARLY_ALL = 0.9;

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
   * The rate to take for the peak: the first at which the smoothed loss has fallen by nine tenths
   * of what it falls in all. Smith (2017) takes the rate at which it falls no more for the largest
   * of a cycle; the one-cycle schedule is at its peak for a few steps only and needs no caution
   * beyond that.
   */
  public double suggestion() {
    double first = points.get(0).smoothed;
    double lowest = points.stream().mapToDouble(Point::smoothed).min().orElseThrow();
    double enough = first - NEARLY_ALL * (first - lowest);
    return points.stream().filter(point -> point.smoothed <= enough).findFirst().orElseThrow().rate;
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
