// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class UnknownDetectionTest {

  /** The largest threshold of three labels. */
  private static final double LARGEST = Math.log(3) + 0.5;

  private static final List<String> LABELS = List.of("sitting", "standing", "jumping");

  @Example
  void theAreaIsTheShareOfPairsInTheRightOrder() {
    assertThat(UnknownDetection.auroc(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(1);
    assertThat(UnknownDetection.auroc(new double[] {1, 2}, new double[] {3, 4})).isZero();
    assertThat(UnknownDetection.auroc(new double[] {1, 3}, new double[] {2})).isEqualTo(0.5);
    assertThat(UnknownDetection.auroc(new double[] {2, 2}, new double[] {2})).isEqualTo(0.5);
    assertThat(UnknownDetection.auroc(new double[] {1, 2}, new double[] {1})).isEqualTo(0.75);
  }

  /** Few different numbers, so that there are ties. */
  @Property(tries = 200)
  void theAreaCountsEveryPairAndATieHalf(
      @ForAll @Size(min = 1, max = 20) int @IntRange(min = -5, max = 5) [] known,
      @ForAll @Size(min = 1, max = 20) int @IntRange(min = -5, max = 5) [] unknown) {
    double right = 0;
    for (int k : known) {
      for (int u : unknown) {
        right += k > u ? 1 : k == u ? 0.5 : 0;
      }
    }

    assertThat(UnknownDetection.auroc(doubles(known), doubles(unknown)))
        .isCloseTo(right / known.length / unknown.length, within(1e-12));
    assertThat(UnknownDetection.auroc(doubles(unknown), doubles(known)))
        .isCloseTo(1 - right / known.length / unknown.length, within(1e-12));
  }

  @Property(tries = 500)
  void theThresholdIsTheLargestThatKeepsTheShare(
      @ForAll @Size(min = 1, max = 120) int @IntRange(min = -40, max = 40) [] known,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share) {
    double[] energies = doubles(known);

    double threshold = UnknownDetection.threshold(energies, share);

    assertThat(below(energies, threshold)).isLessThanOrEqualTo(share);
    assertThat(below(energies, Math.nextUp(threshold))).isGreaterThan(share);
  }

  @Example
  void aShareThatIsAWholeNumberOfSegmentsIsUsedUp() {
    double[] energies = new double[100];
    Arrays.setAll(energies, i -> (i * 37) % 100);

    for (int segments = 0; segments < 100; segments++) {
      assertThat(UnknownDetection.threshold(energies, segments / 100.0)).isEqualTo(segments);
    }
    assertThat(energies).as("not sorted").startsWith(0, 37, 74);
  }

  /** Three labels, of which each segment names one: the one with the larger logit. */
  @Property(tries = 500)
  void aFitCallsAtMostTheShareUnknownAndDividesNoLabelInHalf(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 2) Integer> named,
      @ForAll @IntRange(min = -2, max = 2) int shift,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share,
      @ForAll Random random) {
    float[][] logits = new float[named.size()][3];
    for (int i = 0; i < logits.length; i++) {
      Arrays.fill(logits[i], (shift + random.nextInt(-2, 3)) / 4f);
      logits[i][named.get(i)] += 0.5f;
    }
    Evaluation all = evaluation(logits);
    int middle = logits.length / 2;
    List<List<Evaluation>> sets =
        middle == 0
            ? List.of(List.of(all))
            : List.of(
                List.of(evaluation(Arrays.copyOf(logits, middle)), all),
                List.of(evaluation(Arrays.copyOfRange(logits, middle, logits.length))));

    Optional<EnergyThreshold> fitted = UnknownDetection.fit(sets, share);

    Set<String> never = new HashSet<>();
    Set<String> given = new HashSet<>();
    for (Evaluation wearer : sets.stream().flatMap(List::stream).toList()) {
      List<Evaluation> alone = List.of(wearer);
      int count = energies(alone, any -> true).length;
      for (String label : LABELS) {
        double[] energies = energies(alone, label::equals);
        long low = Arrays.stream(energies).filter(energy -> energy < LARGEST).count();
        if (energies.length > 0) {
          given.add(label);
        }
        if (low > energies.length / 2.0 && low > share * count) {
          never.add(label);
        }
      }
    }
    assertThat(fitted.isEmpty()).isEqualTo(never.equals(given));
    fitted.ifPresent(
        threshold -> {
          assertThat(threshold.neverUnknown()).isEqualTo(never);
          assertThat(threshold.value()).isLessThanOrEqualTo(LARGEST);
          assertThat(mostUnknown(sets, threshold)).isLessThanOrEqualTo(share);
          EnergyThreshold more = new EnergyThreshold(Math.nextUp(threshold.value()), never);
          assertThat(threshold.value() == LARGEST || mostUnknown(sets, more) > share).isTrue();
        });
  }

  /**
   * A hundred segments: 90 clear ones, 4 runners far below, one below and five just above zeros.
   */
  @Example
  void runnersAreNeverUnknownAndTheOthersAsRarelyAsAsked() {
    float[][] logits = new float[100][];
    Arrays.fill(logits, new float[] {5, 0, 0});
    Arrays.fill(logits, 90, 94, new float[] {-9, -9, -5});
    logits[94] = new float[] {-1, 0, -1};
    Arrays.fill(logits, 95, 100, new float[] {0.8f, 0.9f, 0.7f});
    List<List<Evaluation>> sets = List.of(List.of(evaluation(logits)));

    assertThat(UnknownDetection.fit(sets, 0.01))
        .contains(new EnergyThreshold(LARGEST, Set.of("jumping")));
    assertThat(UnknownDetection.fit(sets, 0).orElseThrow())
        .returns(Set.of("jumping"), EnergyThreshold::neverUnknown)
        .returns(Logits.energy(logits[94]), EnergyThreshold::value);
    assertThat(UnknownDetection.fit(sets, 0.05).orElseThrow().neverUnknown())
        .as("the runners are within the share")
        .isEmpty();
    float[][] low = new float[10][];
    Arrays.fill(low, new float[] {-9, -9, -5});
    assertThat(UnknownDetection.fit(List.of(List.of(evaluation(low))), 0.02)).isEmpty();
  }

  @Example
  void oneWearerWhoseRunningHasASmallEnergyIsEnough() {
    float[][] clear = new float[100][];
    Arrays.fill(clear, new float[] {0, 0, 5});
    float[][] low = clear.clone();
    Arrays.fill(low, 0, 60, new float[] {-9, -9, -5});

    List<Evaluation> wearers = new ArrayList<>(Collections.nCopies(30, evaluation(clear)));
    wearers.add(evaluation(low));

    assertThat(UnknownDetection.fit(List.of(wearers), 0.02)).isEmpty();
    assertThat(UnknownDetection.fit(List.of(wearers.subList(0, 30)), 0.02))
        .contains(new EnergyThreshold(LARGEST, Set.of()));
  }

  /** Of protocols that leave out two wearers at once. */
  @Example
  void aWearerWhoseRunningHasASmallEnergyCountsAloneInAnEvaluationOfTwo() {
    DataSet wearers = new Recordings(1, 2, 50).dataSet();
    float[][] logits = new float[100][];
    Arrays.fill(logits, new float[] {0, 0, 5});
    // A half and more of one wearer's running, and a third of both wearers'.
    Arrays.fill(logits, 50, 83, new float[] {-9, -9, -5});
    Arrays.fill(logits, 0, 5, new float[] {0, 5, 0});

    Evaluation both = Evaluation.of(LABELS, logits, wearers);

    assertThat(wearers.segments().get(49).id().subject()).isEqualTo(1);
    assertThat(wearers.segments().get(50).id().subject()).isEqualTo(2);
    assertThat(UnknownDetection.fit(List.of(List.of(both)), 0.02))
        .contains(new EnergyThreshold(LARGEST, Set.of("jumping")));
  }

  @Example
  void countsUnknownSegmentsByTheLabelThatTheyAreGiven() {
    float[][] logits = {{1, 0, 0}, {-5, -5, -6}, {-5, -4, -6}, {0, 0, 3}};
    EnergyThreshold threshold = new EnergyThreshold(1, Set.of("standing"));

    double[] scores = evaluation(logits).scores(threshold);

    assertThat(scores)
        .containsExactly(
            Logits.energy(logits[0]),
            Logits.energy(logits[1]),
            Double.MAX_VALUE,
            Logits.energy(logits[3]));
    assertThat(UnknownDetection.unknownShare(scores, threshold)).isEqualTo(0.25);
  }

  private static double mostUnknown(List<List<Evaluation>> sets, EnergyThreshold threshold) {
    return sets.stream()
        .mapToDouble(
            set ->
                (double)
                        Arrays.stream(
                                energies(set, label -> !threshold.neverUnknown().contains(label)))
                            .filter(energy -> energy < threshold.value())
                            .count()
                    / energies(set, label -> true).length)
        .max()
        .orElseThrow();
  }

  private static double[] energies(List<Evaluation> set, Predicate<String> labels) {
    return set.stream()
        .flatMap(evaluation -> evaluation.predictions().stream())
        .filter(p -> labels.test(p.predicted()))
        .mapToDouble(Evaluation.Prediction::energy)
        .toArray();
  }

  private static Evaluation evaluation(float[][] logits) {
    return Evaluation.of(LABELS, logits, new Recordings(1, 1, logits.length).dataSet());
  }

  private static double below(double[] energies, double threshold) {
    return (double) Arrays.stream(energies).filter(e -> e < threshold).count() / energies.length;
  }

  private static double[] doubles(int[] numbers) {
    return Arrays.stream(numbers).asDoubleStream().toArray();
  }
}
