// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Least-squares fit of a mean and the first harmonics of one frequency to rows of segments. All
 * rows are sampled alike, so one factorization of the normal equations serves them all.
 */
final class HarmonicFit {

  private static final int COLUMNS = Segment.COLUMNS;

  /** Keeps the normal equations solvable where five seconds hardly tell two waves apart. */
  private static final double RIDGE = 1e-6;

  /** A column for the mean, then one for the cosine and one for the sine of each harmonic. */
  private final DMatrixRMaj basis;

  private final LinearSolverDense<DMatrixRMaj> solver;
  private final double meanWeight;

  /**
   * Prepares a fit.
   *
   * @param frequency of the first harmonic, in Hz
   * @param waves how many harmonics
   */
  HarmonicFit(double frequency, int waves) {
    basis = new DMatrixRMaj(COLUMNS, 1 + 2 * waves);
    for (int t = 0; t < COLUMNS; t++) {
      basis.set(t, 0, 1);
      for (int k = 1; k <= waves; k++) {
        double angle = 2 * Math.PI * k * frequency * t / Segment.SAMPLE_RATE_HZ;
        basis.set(t, 2 * k - 1, Math.cos(angle));
        basis.set(t, 2 * k, Math.sin(angle));
      }
    }
    DMatrixRMaj normal = new DMatrixRMaj(basis.numCols, basis.numCols);
    CommonOps_DDRM.multInner(basis, normal);
    for (int i = 0; i < normal.numRows; i++) {
      normal.add(i, i, RIDGE * COLUMNS);
    }
    meanWeight = normal.get(0, 0);
    solver = LinearSolverFactory_DDRM.symmPosDef(normal.numRows);
    if (!solver.setA(normal)) {
      throw new IllegalArgumentException(
          "the harmonics of %s Hz cannot be told apart".formatted(frequency));
    }
  }

  /**
   * Fits one row.
   *
   * @param values all rows of a segment
   * @param row its number
   * @return the mean, then the cosine and sine amplitude of each harmonic
   */
  double[] fit(float[] values, int row) {
    return solve(projection(column(values, row))).data;
  }

  /** Sum of squares of a row that the harmonics explain beyond its mean, in (m/s^2)^2 samples. */
  double explained(float[] values, int row) {
    DMatrixRMaj projection = projection(column(values, row));
    double all = CommonOps_DDRM.dot(projection, solve(projection));
    double byMean = projection.get(0) * projection.get(0) / meanWeight;
    return all - byMean;
  }

  /** The residual of a row after a fit. */
  double[] residual(float[] values, int row, double[] fit) {
    DMatrixRMaj residual = column(values, row);
    CommonOps_DDRM.multAdd(-1, basis, DMatrixRMaj.wrap(fit.length, 1, fit), residual);
    return residual.data;
  }

  private static DMatrixRMaj column(float[] values, int row) {
    DMatrixRMaj column = new DMatrixRMaj(COLUMNS, 1);
    for (int t = 0; t < COLUMNS; t++) {
      column.set(t, 0, values[row * COLUMNS + t]);
    }
    return column;
  }

  private DMatrixRMaj projection(DMatrixRMaj column) {
    DMatrixRMaj projection = new DMatrixRMaj(basis.numCols, 1);
    CommonOps_DDRM.multTransA(basis, column, projection);
    return projection;
  }

  private DMatrixRMaj solve(DMatrixRMaj projection) {
    DMatrixRMaj solution = new DMatrixRMaj(basis.numCols, 1);
    solver.solve(projection, solution);
    return solution;
  }
}
