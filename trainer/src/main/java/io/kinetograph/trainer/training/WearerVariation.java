// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.SegmentStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * How the standardized statistics of segments vary: their means by class, and one covariance for
 * all classes. It is the sum of the covariance within a wearer's segments of an activity and the
 * covariance between the wearers' means of an activity, because a new wearer differs from the known
 * ones as these do from each other (compare Hatch et al. 2006, within-class covariance
 * normalization). Each wearer and activity counts the same, whatever the number of segments.
 */
final class WearerVariation {

  /** Prevents a division by 0 for a constant statistic. */
  private static final double LEAST_DEVIATION = 1e-6;

  /** Mean of each statistic. */
  final double[] center = new double[SegmentStatistics.COUNT];

  /** Standard deviation of each statistic. */
  final double[] deviation = new double[SegmentStatistics.COUNT];

  /** Standardized means, classes x statistics. */
  final DMatrixRMaj means;

  /** Whether any activity has two wearers. Otherwise, nothing shows how wearers differ. */
  final boolean comparesWearers;

  private final DMatrixRMaj covariance;

  /**
   * Computes means and covariance.
   *
   * @param rows statistics of each segment, one or more rows of {@value SegmentStatistics#COUNT}
   *     finite numbers
   * @param classOf class of each segment, from 0
   * @param subjects wearer of each segment
   * @param classes number of classes
   */
  WearerVariation(double[][] rows, int[] classOf, int[] subjects, int classes) {
    int count = SegmentStatistics.COUNT;
    this.means = new DMatrixRMaj(classes, count);
    this.covariance = new DMatrixRMaj(count, count);
    double[][] standard = standardized(rows);
    Map<Integer, Map<Integer, List<double[]>>> byClass = new TreeMap<>();
    for (int i = 0; i < rows.length; i++) {
      byClass
          .computeIfAbsent(classOf[i], c -> new TreeMap<>())
          .computeIfAbsent(subjects[i], s -> new ArrayList<>())
          .add(standard[i]);
    }
    int groups = byClass.values().stream().mapToInt(Map::size).sum();
    this.comparesWearers = groups > byClass.size();
    byClass.forEach(
        (c, bySubject) -> {
          List<double[]> ofSubjects =
              bySubject.values().stream().map(group -> mean(group)).toList();
          double[] mean = mean(ofSubjects);
          System.arraycopy(mean, 0, means.data, c * count, count);
          bySubject.values().forEach(group -> addCovariance(group, 1.0 / group.size() / groups));
          if (comparesWearers) {
            addCovariance(ofSubjects, 1.0 / (groups - byClass.size()));
          }
        });
  }

  private double[][] standardized(double[][] rows) {
    double[][] standard = new double[rows.length][SegmentStatistics.COUNT];
    for (int j = 0; j < SegmentStatistics.COUNT; j++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : rows) {
        sum += row[j];
      }
      center[j] = sum / rows.length;
      for (double[] row : rows) {
        squares += (row[j] - center[j]) * (row[j] - center[j]);
      }
      deviation[j] = Math.sqrt(squares / rows.length) + LEAST_DEVIATION;
      for (int i = 0; i < rows.length; i++) {
        double distance = (rows[i][j] - center[j]) / deviation[j];
        standard[i][j] =
            Math.max(-Discriminant.MAX_DEVIATION, Math.min(distance, Discriminant.MAX_DEVIATION));
      }
    }
    return standard;
  }

  private static double[] mean(List<double[]> rows) {
    double[] mean = new double[SegmentStatistics.COUNT];
    for (double[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / rows.size();
      }
    }
    return mean;
  }

  /** Adds outer products of the rows' differences from their mean. */
  private void addCovariance(List<double[]> rows, double weight) {
    double[] mean = mean(rows);
    DMatrixRMaj difference = new DMatrixRMaj(mean.length, 1);
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        difference.data[j] = row[j] - mean[j];
      }
      CommonOps_DDRM.multAddTransB(weight, difference, difference, covariance);
    }
  }

  /** The covariance of some standardized statistics, by their numbers. */
  DMatrixRMaj covariance(int[] indexes) {
    DMatrixRMaj part = new DMatrixRMaj(indexes.length, indexes.length);
    for (int i = 0; i < indexes.length; i++) {
      for (int j = 0; j < indexes.length; j++) {
        part.set(i, j, covariance.get(indexes[i], indexes[j]));
      }
    }
    return part;
  }
}
