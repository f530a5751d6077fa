package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;

/**
 * Least squares of a mean and the first harmonics of one frequency to the rows of segments. All
 * rows of all segments are sampled alike, so that one factorisation serves them all.
 */
final class HarmonicFit {

  private static final int COLUMNS = Segment.COLUMNS;

  /** Keeps the equations solvable where waves are hard to tell apart in five seconds. */
  private static final double RIDGE = 1e-6;

  private final double[][] basis;
  private final double[][] lower;

  /**
   * Prepares a fit.
   *
   * @param frequency of the first harmonic, in Hz
   * @param waves how many harmonics
   */
  HarmonicFit(double frequency, int waves) {
    int unknowns = 1 + 2 * waves;
    basis = new double[unknowns][COLUMNS];
    for (int t = 0; t < COLUMNS; t++) {
      basis[0][t] = 1;
      for (int k = 1; k <= waves; k++) {
        double angle = 2 * Math.PI * k * frequency * t / Segment.SAMPLE_RATE_HZ;
        basis[2 * k - 1][t] = Math.cos(angle);
        basis[2 * k][t] = Math.sin(angle);
      }
    }
    double[][] products = new double[unknowns][unknowns];
    for (int i = 0; i < unknowns; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = dot(basis[i], basis[j], 0) + (i == j ? RIDGE * COLUMNS : 0);
      }
    }
    lower = cholesky(products);
  }

  /**
   * Fits one row.
   *
   * @param values of all rows of a segment
   * @param row which
   * @return the mean, then cosine and sine amplitude of every harmonic
   */
  double[] fit(float[] values, int row) {
    double[] right = right(values, row);
    forward(right);
    backward(right);
    return right;
  }

  /** Squares that the harmonics explain of a row beyond its mean, in (m/s^2)^2 times samples. */
  double explained(float[] values, int row) {
    double[] right = right(values, row);
    forward(right);
    double sum = 0;
    // The first unknown is the mean; what is its own stays out.
    for (int i = 1; i < right.length; i++) {
      sum += right[i] * right[i];
    }
    return sum;
  }

  /** What a fit leaves of a row. */
  double[] residual(float[] values, int row, double[] fit) {
    double[] left = new double[COLUMNS];
    for (int t = 0; t < COLUMNS; t++) {
      double value = values[row * COLUMNS + t];
      for (int i = 0; i < fit.length; i++) {
        value -= fit[i] * basis[i][t];
      }
      left[t] = value;
    }
    return left;
  }

  private double[] right(float[] values, int row) {
    double[] right = new double[basis.length];
    for (int i = 0; i < right.length; i++) {
      double sum = 0;
      for (int t = 0; t < COLUMNS; t++) {
        sum += basis[i][t] * values[row * COLUMNS + t];
      }
      right[i] = sum;
    }
    return right;
  }

  private static double dot(double[] left, double[] right, int from) {
    double sum = 0;
    for (int i = from; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static double[][] cholesky(double[][] matrix) {
    int n = matrix.length;
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return l;
  }

  private void forward(double[] vector) {
    for (int i = 0; i < vector.length; i++) {
      for (int k = 0; k < i; k++) {
        vector[i] -= lower[i][k] * vector[k];
      }
      vector[i] /= lower[i][i];
    }
  }

  private void backward(double[] vector) {
    for (int i = vector.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < vector.length; k++) {
        vector[i] -= lower[k][i] * vector[k];
      }
      vector[i] /= lower[i][i];
    }
  }
}
