// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.inference.Logits;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How well confidences match the share of right labels: predictions in bins of confidence, the data
 * of a reliability diagram (Guo et al. 2017, <a
 * href="https://arxiv.org/abs/1706.04599">arXiv:1706.04599</a>).
 *
 * @param bins {@value #BINS} of equal width, from confidence 0 to 1
 */
public record Calibration(List<Bin> bins) {

  /** Number of bins. */
  public static final int BINS = 15;

  /** Bounds of a fitted temperature. */
  private static final double COLDEST = 0.05;

  private static final double HOTTEST = 20;

  private static final int HALVINGS = 20;

  /** Number of points of a risk-coverage curve. */
  private static final int POINTS = 100;

  public Calibration {
    bins = List.copyOf(bins);
    if (bins.size() != BINS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d bins, not %d", bins.size(), BINS));
    }
  }

  /**
   * The predictions in one range of confidence.
   *
   * @param segments how many there are
   * @param confidence their mean confidence; 0 without segments
   * @param accuracy share of right labels; 0 without segments
   */
  public record Bin(int segments, double confidence, double accuracy) {

    private Bin plus(Bin other) {
      int all = segments + other.segments;
      double share = all == 0 ? 0 : (double) other.segments / all;
      return new Bin(
          all,
          confidence + share * (other.confidence - confidence),
          accuracy + share * (other.accuracy - accuracy));
    }
  }

  /** Puts predictions into bins. */
  public static Calibration of(Evaluation evaluation) {
    int[] segments = new int[BINS];
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    for (Prediction prediction : evaluation.predictions()) {
      int bin = Math.min(BINS - 1, (int) (BINS * prediction.confidence()));
      segments[bin]++;
      confidence[bin] += prediction.confidence();
      right[bin] += prediction.isRight() ? 1 : 0;
    }
    return new Calibration(
        IntStream.range(0, BINS)
            .mapToObj(
                i -> {
                  double count = Math.max(1, segments[i]);
                  return new Bin(segments[i], confidence[i] / count, right[i] / count);
                })
            .toList());
  }

  /** These and other predictions together. */
  public Calibration plus(Calibration other) {
    return new Calibration(
        IntStream.range(0, BINS).mapToObj(i -> bins.get(i).plus(other.bins.get(i))).toList());
  }

  /**
   * The expected calibration error: the mean difference of confidence and accuracy of the bins,
   * weighted by their segments; from 0 to 1.
   */
  public double expectedError() {
    int segments = bins.stream().mapToInt(Bin::segments).sum();
    return bins.stream()
            .mapToDouble(bin -> bin.segments * Math.abs(bin.confidence - bin.accuracy))
            .sum()
        / Math.max(1, segments);
  }

  /**
   * A point of a risk-coverage curve.
   *
   * @param coverage share of the segments that keep their label, those with the highest confidence;
   *     above 0, at most 1
   * @param risk share of wrong labels among these
   */
  public record RiskPoint(double coverage, double risk) {}

  /**
   * The risk-coverage curve (El-Yaniv and Wiener 2010, <a
   * href="https://jmlr.org/papers/v11/el-yaniv10a.html">JMLR 11:1605</a>): how often a label is
   * wrong if segments with a low confidence get none.
   *
   * @param evaluations of one segment or more together
   * @return by ascending coverage; the last one is for all segments
   */
  public static List<RiskPoint> riskCoverage(List<Evaluation> evaluations) {
    List<Prediction> surest =
        evaluations.stream()
            .flatMap(evaluation -> evaluation.predictions().stream())
            .sorted(Comparator.comparingDouble(Prediction::confidence).reversed())
            .toList();
    int points = Math.min(POINTS, surest.size());
    List<RiskPoint> curve = new ArrayList<>();
    int wrong = 0;
    for (int i = 1; i <= surest.size(); i++) {
      wrong += surest.get(i - 1).isRight() ? 0 : 1;
      // The first count that reaches the next point.
      if ((long) i * points >= (curve.size() + 1L) * surest.size()) {
        curve.add(new RiskPoint((double) i / surest.size(), (double) wrong / i));
      }
    }
    return curve;
  }

  /**
   * Fits the temperature with the lowest mean cross-entropy. The predictions must be of wearers
   * whom their networks were not trained on, or the temperature is too low.
   *
   * @param sets of evaluations; each set has the same weight, whatever its size. Segments with an
   *     activity that their classifier does not know do not count
   * @return to three decimals, from 0.05 to 20
   */
  public static double fitTemperature(List<List<Evaluation>> sets) {
    List<List<Row>> rows =
        sets.stream().map(set -> set.stream().flatMap(Calibration::rows).toList()).toList();
    if (rows.stream().allMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a temperature cannot be fitted without segments");
    }
    // The cross-entropy is convex in 1 / temperature: where its slope is 0, it is lowest.
    double low = Math.log(COLDEST);
    double high = Math.log(HOTTEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      double temperature = Math.exp(middle);
      double slope =
          rows.stream()
              .flatMapToDouble(
                  set -> set.stream().mapToDouble(row -> row.slope(temperature)).average().stream())
              .sum();
      if (slope > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.rint(1000 * Math.exp((low + high) / 2)) / 1000;
  }

  private static Stream<Row> rows(Evaluation evaluation) {
    return evaluation.predictions().stream()
        .map(p -> new Row(p.row(), evaluation.labels().indexOf(p.id().label())))
        .filter(row -> row.label >= 0);
  }

  /** The logits of a segment, and the index of its actual label. */
  private static final class Row {

    private final float[] logits;
    private final int label;

    Row(float[] logits, int label) {
      this.logits = logits;
      this.label = label;
    }

    /** The derivative of the cross-entropy by 1 / temperature. */
    double slope(double temperature) {
      double[] probabilities = Logits.softmax(logits, temperature);
      double mean = 0;
      for (int i = 0; i < logits.length; i++) {
        mean += probabilities[i] * logits[i];
      }
      return mean - logits[label];
    }
  }
}
