// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.SegmentStatistics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Fits the parameters of a {@link Discriminant}: linear discriminant analysis (Fisher 1936), which
 * assumes that the statistics of each activity are normally distributed, with one covariance for
 * all activities ({@link WearerVariation}). For each set of units, the covariance is shrunk toward
 * a multiple of the identity (Friedman 1989).
 *
 * <p>In fact, the covariances of activities differ. For the invariant statistics, that of
 * activities which are easily confused counts most, because only there the covariance decides about
 * labels (compare Loog et al. 2001, who give such weights to the distances of classes). For all
 * statistics, each activity counts the same: in the covariances of postures is how differently
 * wearers strap their units on.
 *
 * <p>For fewer units, the weights are computed from the same means and covariance, restricted to
 * the statistics of these units.
 *
 * <p>If no activity has two wearers, nothing shows how wearers differ: all weights are 0, and the
 * discriminant adds nothing.
 */
final class DiscriminantFit {

  /**
   * The share of the shrinkage target in the covariance; from 0.01 to 0.03, accuracies hardly
   * differ.
   */
  private static final double SHRINKAGE = 0.01;

  /** Keeps the covariance of statistics that never change solvable. */
  private static final double RIDGE = 1e-4;

  /**
   * Divisor of the log-likelihoods. They are over-confident, and without it would outweigh the
   * network. From 3 to 8, the accuracy of left-out wearers is the same within 0.2 points (chosen on
   * these wearers).
   */
  private static final double TEMPERATURE = 5;

  /** Keeps some of the covariance of activities that no other one resembles. */
  private static final double LEAST_WEIGHT = 1e-3;

  private final WearerVariation variation;
  private final int classes;

  /**
   * Creates a fit.
   *
   * @param variation of the training set
   * @param classes number of classes
   */
  DiscriminantFit(WearerVariation variation, int classes) {
    this.variation = variation;
    this.classes = classes;
  }

  /** The fit to a training set. */
  static DiscriminantFit of(TrainingData data, NDManager manager) {
    List<RecordedSegment> segments = data.trainingSet().segments();
    float[][] statistics =
        SegmentStatistics.of(
            segments.stream().map(RecordedSegment::segment).toList(), data.scale(), manager);
    double[][] rows = new double[statistics.length][SegmentStatistics.COUNT];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = statistics[i][j];
      }
    }
    WearerVariation variation =
        new WearerVariation(
            rows,
            segments.stream().mapToInt(data::classOf).toArray(),
            segments.stream().mapToInt(segment -> segment.id().subject()).toArray(),
            data.classes());
    return new DiscriminantFit(variation, data.classes());
  }

  /** Whether any activity has two wearers; otherwise all weights are 0. */
  boolean comparesWearers() {
    return variation.comparesWearers;
  }

  /** The parameters by name, in the shapes of {@link Discriminant#shapes}. */
  Map<String, float[]> parameters() {
    int count = SegmentStatistics.COUNT;
    Map<String, float[]> parameters = new LinkedHashMap<>();
    Discriminant.shapes(classes)
        .forEach((name, shape) -> parameters.put(name, new float[(int) shape.size()]));
    if (!variation.comparesWearers) {
      return parameters;
    }
    for (int j = 0; j < count; j++) {
      array(parameters, Discriminant.MEAN)[j] = (float) variation.center[j];
      array(parameters, Discriminant.FACTOR)[j] = (float) (1 / variation.deviation[j]);
    }
    double[] weights = weights();
    for (int worn = 1; worn < Discriminant.WORN_SETS; worn++) {
      int[] all = known(worn, statistic -> true);
      fit(worn, all, variation.covariance(all), 0, parameters);
      int[] invariant = known(worn, SegmentStatistics::isInvariant);
      fit(worn, invariant, variation.covariance(invariant, weights), classes, parameters);
    }
    new PostureFit(variation, classes)
        .write(array(parameters, Discriminant.POSTURE), array(parameters, Discriminant.POSTURES));
    return parameters;
  }

  private static float[] array(Map<String, float[]> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  /**
   * How much the covariance of each activity counts: the sum of its Bhattacharyya coefficients with
   * the others, {@code exp(-d^2 / 8)} for normal distributions with the same covariance at the
   * Mahalanobis distance d. The distances are those of all statistics, with the same weight for
   * each covariance.
   */
  private double[] weights() {
    int[] all = known(Discriminant.WORN_SETS - 1, statistic -> true);
    DMatrixRMaj products = new DMatrixRMaj(classes, classes);
    CommonOps_DDRM.mult(variation.means, solve(all, variation.covariance(all)), products);
    double[] weights = new double[classes];
    for (int c = 0; c < classes; c++) {
      for (int other = 0; other < classes; other++) {
        double square =
            products.get(c, c) + products.get(other, other) - 2 * products.get(c, other);
        weights[c] += c == other ? 0 : Math.exp(-square / TEMPERATURE / 8);
      }
    }
    double largest = Arrays.stream(weights).max().orElseThrow();
    return Arrays.stream(weights)
        .map(weight -> LEAST_WEIGHT + (largest > 0 ? weight / largest : 0))
        .toArray();
  }

  /** The statistics that a set of worn units has and that pass. */
  private static int[] known(int worn, IntPredicate condition) {
    return IntStream.range(0, SegmentStatistics.COUNT)
        .filter(statistic -> SegmentStatistics.isKnown(statistic, worn))
        .filter(condition)
        .toArray();
  }

  /**
   * Computes the weights for a set of worn units.
   *
   * @param known the numbers of the statistics
   * @param covariance of these statistics; shrunk here
   * @param first column to write
   */
  private void fit(
      int worn, int[] known, DMatrixRMaj covariance, int first, Map<String, float[]> parameters) {
    DMatrixRMaj solution = solve(known, covariance);
    for (int c = 0; c < classes; c++) {
      double bias = 0;
      for (int k = 0; k < known.length; k++) {
        double weight = solution.get(k, c);
        bias -= weight * variation.means.get(c, known[k]) / 2;
        int row = worn * SegmentStatistics.COUNT + known[k];
        array(parameters, Discriminant.WEIGHT)[row * 2 * classes + first + c] =
            (float) (weight / TEMPERATURE);
      }
      array(parameters, Discriminant.BIAS)[worn * 2 * classes + first + c] =
          (float) (bias / TEMPERATURE);
    }
  }

  /**
   * The inverse covariance of some statistics times the means of the classes.
   *
   * @param matrix the covariance; shrunk here
   */
  private DMatrixRMaj solve(int[] known, DMatrixRMaj matrix) {
    double target = CommonOps_DDRM.trace(matrix) / known.length;
    CommonOps_DDRM.scale(1 - SHRINKAGE, matrix);
    DMatrixRMaj mean = new DMatrixRMaj(known.length, classes);
    for (int k = 0; k < known.length; k++) {
      matrix.add(k, k, SHRINKAGE * target + RIDGE);
      for (int c = 0; c < classes; c++) {
        mean.set(k, c, variation.means.get(c, known[k]));
      }
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(known.length);
    if (!solver.setA(matrix)) {
      throw new IllegalStateException(
          "the covariance of the segment statistics is not positive definite");
    }
    DMatrixRMaj solution = new DMatrixRMaj(known.length, classes);
    solver.solve(mean, solution);
    return solution;
  }
}
