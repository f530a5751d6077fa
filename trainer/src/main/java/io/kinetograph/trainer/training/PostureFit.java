// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.SegmentStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Fits what a {@link Discriminant} needs to compare the mean accelerations of units with those of
 * the training set.
 */
final class PostureFit {

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

  private final WearerVariation variation;
  private final int classes;

  /**
   * Creates a fit.
   *
   * @param variation of the training set
   * @param classes number of classes
   */
  PostureFit(WearerVariation variation, int classes) {
    this.variation = variation;
    this.classes = classes;
  }

  /**
   * Computes the parameters.
   *
   * @param matrices {@link Discriminant#POSTURE}: for each unit a matrix K with K K' = inverse
   *     covariance of its mean acceleration
   * @param postures {@link Discriminant#POSTURES}
   */
  void write(float[] matrices, float[] postures) {
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
