// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How well energies tell known activities, which have a large one, from unknown ones. */
public final class UnknownDetection {

  /**
   * The largest threshold is this much above the energy of logits that are all zero. Of motions
   * made by rules, nine in ten are below it (seven left-out wearers).
   */
  private static final double MARGIN = 0.5;

  private UnknownDetection() {}

  /**
   * The area under the receiver operating characteristic (AUROC): how often a segment of a known
   * activity has a larger energy than one of an unknown activity; a tie counts half. This is the
   * Mann-Whitney U, divided by the number of pairs.
   *
   * @param known energies, one or more
   * @param unknown energies, one or more
   * @return from 0 to 1; 0.5 if the energies tell nothing
   */
  public static double auroc(double[] known, double[] unknown) {
    double[] sorted = sorted(unknown);
    double below = 0;
    for (double energy : known) {
      below += (below(sorted, energy) + below(sorted, Math.nextUp(energy))) / 2.0;
    }
    return below / known.length / unknown.length;
  }

  /**
   * The largest threshold at which at most a share of known segments is called unknown.
   *
   * @param known energies, one or more
   * @param share from 0 to below 1
   */
  static double threshold(double[] known, double share) {
    double[] sorted = sorted(known);
    int most = (int) (share * sorted.length);
    // The product may be rounded down to below a whole number.
    if ((most + 1.0) / sorted.length <= share) {
      most++;
    }
    return sorted[most];
  }

  /**
   * The threshold for a network, by segments of wearers whom it was not trained on, and whose
   * activities it knows. Logits that are all zero say nothing, and their energy is the logarithm of
   * the number of labels; unknown motions come near it. The largest threshold is a little above it.
   *
   * <ul>
   *   <li>A label is never unknown if, of one wearer, more than half of its segments have an energy
   *       below that largest threshold, and these are more than the share of all segments of this
   *       wearer. Otherwise, a label that is right for other wearers could hardly ever be given to
   *       a wearer like this one.
   *   <li>The threshold is the largest one or, if more than the share of a set would be unknown
   *       with it, the largest with which no set has more.
   * </ul>
   *
   * @param sets the segments worn in different ways; one or more, each with one segment or more. An
   *     evaluation may be of several wearers
   * @param share from 0 to below 1
   * @return empty if all segments have labels that are never unknown
   */
  public static Optional<EnergyThreshold> fit(List<List<Evaluation>> sets, double share) {
    double largest = Math.log(sets.get(0).get(0).labels().size()) + MARGIN;
    Set<String> never = new HashSet<>();
    Set<String> given = new HashSet<>();
    for (List<Prediction> all : ofEachWearer(sets)) {
      Map<String, List<Prediction>> byLabel =
          all.stream().collect(Collectors.groupingBy(Prediction::predicted));
      byLabel.forEach(
          (label, named) -> {
            given.add(label);
            long low = named.stream().filter(p -> p.energy() < largest).count();
            if (2 * low > named.size() && low > share * all.size()) {
              never.add(label);
            }
          });
    }
    if (never.containsAll(given)) {
      return Optional.empty();
    }
    double threshold = largest;
    for (List<Evaluation> set : sets) {
      double[] energies =
          predictions(set).stream()
              .mapToDouble(p -> never.contains(p.predicted()) ? largest : p.energy())
              .toArray();
      threshold = Math.min(threshold, threshold(energies, share));
    }
    return Optional.of(new EnergyThreshold(threshold, never));
  }

  /**
   * The share of segments that are called unknown, from 0 to 1.
   *
   * @param scores {@link EnergyThreshold#score} of each segment, one or more
   */
  public static double unknownShare(double[] scores, EnergyThreshold threshold) {
    return (double) Arrays.stream(scores).filter(threshold::isUnknown).count() / scores.length;
  }

  /** The predictions of each evaluation for each of its wearers. */
  private static List<List<Prediction>> ofEachWearer(List<List<Evaluation>> sets) {
    return sets.stream()
        .flatMap(List::stream)
        .flatMap(
            evaluation ->
                evaluation.predictions().stream()
                    .collect(Collectors.groupingBy(p -> p.id().subject()))
                    .values()
                    .stream())
        .toList();
  }

  private static List<Prediction> predictions(List<Evaluation> set) {
    return set.stream().flatMap(evaluation -> evaluation.predictions().stream()).toList();
  }

  private static double[] sorted(double[] energies) {
    double[] sorted = energies.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** How many of the sorted energies are below a value. */
  private static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
