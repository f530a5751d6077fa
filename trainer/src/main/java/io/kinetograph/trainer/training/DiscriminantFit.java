// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.SegmentStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Fits the parameters of a {@link Discriminant}: linear discriminant analysis (Fisher 1936), which
 * assumes that the statistics of each activity are normally distributed, with one covariance for
 * all activities ({@link WearerVariation}). For each set of units, the covariance is shrunk toward
 * a multiple of the identity (Friedman 1989).
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

  /**
   * Added to the variances of mean accelerations, relative to their variance in the whole set; not
   * tuned.
   */
  private static final double POSTURE_VARIANCE = 0.05;

  /**
   * Added to the variances of mean accelerations, in (m/s^2)^2: a unit's offset of 0.3 m/s^2 is
   * usual.
   */
  private static final double OFFSET_VARIANCE = 0.3 * 0.3;

  /** Keeps the covariance of statistics that never change solvable. */
  private static final double RIDGE = 1e-4;

  /**
   * Divisor of the log-likelihoods. They are over-confident, and without it would outweigh the
   * network. From 3 to 8, the accuracy of left-out wearers is the same within 0.2 points (chosen on
   * these wearers).
   */
  private static final double TEMPERATURE = 5;

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
    for (int worn = 1; worn < Discriminant.WORN_SETS; worn++) {
      fit(worn, 0, parameters);
      fit(worn, classes, parameters);
    }
    fitPostures(array(parameters, Discriminant.POSTURE), array(parameters, Discriminant.POSTURES));
    return parameters;
  }

  private static float[] array(Map<String, float[]> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  /**
   * Computes the weights for a set of worn units.
   *
   * @param first column to write: 0 for all statistics, else those that are invariant
   */
  private void fit(int worn, int first, Map<String, float[]> parameters) {
    int[] known =
        IntStream.range(0, SegmentStatistics.COUNT)
            .filter(statistic -> SegmentStatistics.isKnown(statistic, worn))
            .filter(statistic -> first == 0 || SegmentStatistics.isInvariant(statistic))
            .toArray();
    DMatrixRMaj solution = solve(known);
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

  /** The inverse covariance of some statistics times the means of the classes. */
  private DMatrixRMaj solve(int[] known) {
    DMatrixRMaj matrix = variation.covariance(known);
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

  /** For each unit a matrix K with K K' = inverse covariance of its mean acceleration. */
  private void fitPostures(float[] matrices, float[] postures) {
    int axes = BodyUnit.AXES;
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      int[] indexes = SegmentStatistics.meanOf(unit).toArray();
      DMatrixRMaj matrix = variation.covariance(indexes);
      for (int i = 0; i < axes; i++) {
        matrix.add(i, i, POSTURE_VARIANCE);
        for (int j = 0; j < axes; j++) {
          matrix.set(
              i,
              j,
              matrix.get(i, j) * variation.deviation[indexes[i]] * variation.deviation[indexes[j]]);
        }
        matrix.add(i, i, OFFSET_VARIANCE);
      }
      CommonOps_DDRM.invert(matrix);
      CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(axes, true);
      if (!cholesky.decompose(matrix)) {
        throw new IllegalStateException(
            "the covariance of the mean acceleration of %s is not positive definite"
                .formatted(BodyUnit.at(unit)));
      }
      DMatrixRMaj factor = cholesky.getT(null);
      for (int to = 0; to < axes; to++) {
        for (int from = 0; from < axes; from++) {
          matrices[(unit * axes + from) * axes + to] = (float) factor.get(from, to);
        }
        for (int c = 0; c < classes; c++) {
          double sum = 0;
          for (int from = 0; from < axes; from++) {
            double mean =
                variation.center[indexes[from]]
                    + variation.deviation[indexes[from]] * variation.means.get(c, indexes[from]);
            sum += mean * factor.get(from, to);
          }
          postures[(unit * classes + c) * axes + to] = (float) sum;
        }
      }
    }
  }
}
