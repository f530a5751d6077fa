// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.SegmentStatistics;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two classes of four wearers. Statistics are noise of deviation 1 unless a test changes them. */
class DiscriminantFitTest {

  private static final int COUNT = SegmentStatistics.COUNT;
  private static final int CLASSES = 2;
  private static final int WEARERS = 4;
  private static final int SEGMENTS = 4000;
  private static final int ALL_WORN = Discriminant.WORN_SETS - 1;

  private final Random random = new Random(3);
  private final double[][] rows = new double[SEGMENTS][COUNT];
  private final int[] classOf = new int[SEGMENTS];
  private final int[] wearers = new int[SEGMENTS];

  DiscriminantFitTest() {
    for (int i = 0; i < SEGMENTS; i++) {
      classOf[i] = i % CLASSES;
      wearers[i] = i / CLASSES % WEARERS;
      Arrays.setAll(rows[i], j -> random.nextGaussian());
    }
  }

  @Test
  void separatesClassesThatDiffer() {
    for (int i = 0; i < SEGMENTS; i++) {
      rows[i][10] += 4 * classOf[i];
    }

    Map<String, float[]> fit = fit();

    int right = 0;
    for (int i = 0; i < SEGMENTS; i++) {
      right += (score(fit, rows[i]) > 0 ? 1 : 0) == classOf[i] ? 1 : 0;
    }
    assertThat(right).isGreaterThan(SEGMENTS * 97 / 100);
  }

  @Test
  void trustsLittleInWhatDiffersBetweenWearers() {
    double[][] own = new double[WEARERS][CLASSES];
    for (double[] wearer : own) {
      Arrays.setAll(wearer, c -> 3 * random.nextGaussian());
    }
    for (int i = 0; i < SEGMENTS; i++) {
      rows[i][10] += 4 * classOf[i];
      rows[i][20] += 4 * classOf[i] + own[wearers[i]][classOf[i]];
    }

    Map<String, float[]> fit = fit();

    assertThat(difference(fit, ALL_WORN, 10)).isGreaterThan(3 * difference(fit, ALL_WORN, 20));
  }

  @Test
  void fewerUnitsHaveWeightsOfTheirOwn() {
    int torso = 1;
    int ofTheTorso = 3;
    int ofTheLeftLeg = 4 * 18 + 3;
    for (int i = 0; i < SEGMENTS; i++) {
      // With the leg, the torso says little more.
      rows[i][ofTheLeftLeg] = 4 * classOf[i] + random.nextGaussian();
      rows[i][ofTheTorso] = rows[i][ofTheLeftLeg] + random.nextGaussian();
    }

    Map<String, float[]> fit = fit();

    assertThat(difference(fit, torso, ofTheLeftLeg)).isZero();
    assertThat(difference(fit, torso, ofTheTorso))
        .isGreaterThan(4 * Math.abs(difference(fit, ALL_WORN, ofTheTorso)));
  }

  @Test
  void everyWearerCountsTheSame() {
    for (int i = 0; i < SEGMENTS; i++) {
      // The first wearer has nine in ten of the second class's segments, and is unlike the others.
      wearers[i] = classOf[i] == 1 && i % 10 != 1 ? 0 : wearers[i];
      rows[i][10] += classOf[i] == 1 ? (wearers[i] == 0 ? 8 : 4) : 0;
    }

    Map<String, float[]> fit = fit();

    // The middle between 0 and the mean 5 of the wearers' means 8, 4, 4 and 4.
    double[] middle = new double[COUNT];
    middle[10] = 2.5;
    assertThat(
            score(fit, middle) / difference(fit, ALL_WORN, 10) / of(fit, Discriminant.FACTOR)[10])
        .isEqualTo(0, within(0.2));
  }

  @Test
  void knowsNothingOfStrangersFromOneWearer() {
    Arrays.fill(wearers, 1);

    fit().forEach((name, values) -> assertThat(values).as(name).containsOnly(0));
  }

  @Test
  void measuresPosturesByTheirCovariance() {
    int first = SegmentStatistics.meanOf(2).iterator().nextInt();
    for (int i = 0; i < SEGMENTS; i++) {
      // The third unit: x and y change together, each by a deviation of 2.
      double common = 2 * random.nextGaussian();
      rows[i][first] = 5 + common + random.nextGaussian() / 5;
      rows[i][first + 1] = 5 + common + random.nextGaussian() / 5;
    }

    Map<String, float[]> fit = fit();

    double along = distance(fit, 2, new double[] {7, 7, 0});
    double against = distance(fit, 2, new double[] {7, 3, 0});
    assertThat(along).isBetween(0.5, 1.2);
    assertThat(against).isGreaterThan(8 * along);
  }

  /** Squared distance of a unit's mean acceleration from that of the first class. */
  private static double distance(Map<String, float[]> fit, int unit, double[] mean) {
    double squares = 0;
    for (int to = 0; to < 3; to++) {
      double sum = -of(fit, Discriminant.POSTURES)[unit * CLASSES * 3 + to];
      for (int from = 0; from < 3; from++) {
        sum += mean[from] * of(fit, Discriminant.POSTURE)[unit * 9 + from * 3 + to];
      }
      squares += sum * sum;
    }
    return squares;
  }

  @Test
  void doesNotFailOnSegmentsThatAreAllAlike() {
    for (double[] row : rows) {
      Arrays.fill(row, 1);
    }

    fit()
        .forEach(
            (name, values) -> {
              for (float value : values) {
                assertThat(value).as(name).isFinite();
              }
            });
  }

  private Map<String, float[]> fit() {
    return new DiscriminantFit(new WearerVariation(rows, classOf, wearers, CLASSES), CLASSES)
        .parameters();
  }

  /** The weight of a statistic for the second class, less that for the first. */
  private static double difference(Map<String, float[]> fit, int worn, int statistic) {
    float[] weights = of(fit, Discriminant.WEIGHT);
    int first = (worn * COUNT + statistic) * 2 * CLASSES;
    return weights[first + 1] - weights[first];
  }

  private static double score(Map<String, float[]> fit, double[] row) {
    float[] biases = of(fit, Discriminant.BIAS);
    double score = biases[ALL_WORN * 2 * CLASSES + 1] - biases[ALL_WORN * 2 * CLASSES];
    for (int j = 0; j < COUNT; j++) {
      score +=
          (row[j] - of(fit, Discriminant.MEAN)[j])
              * of(fit, Discriminant.FACTOR)[j]
              * difference(fit, ALL_WORN, j);
    }
    return score;
  }

  private static float[] of(Map<String, float[]> fit, String name) {
    return Objects.requireNonNull(fit.get(name), name);
  }
}
