// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.augment.SensorFaults;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.network.Classifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Evaluates a classifier as if the units were worn in other ways than in the recordings.
 *
 * @param sensorFaults whether the units have all faults of other makers' units, in every figure
 * @param seed another seed gives other random mountings and faults
 * @param draws how many mountings and faults each wearer gets, 1 to {@value #MOST_DRAWS}; figures
 *     by mounting are the mean over them
 */
public record WearingEvaluation(boolean sensorFaults, long seed, int draws) {

  /** Most draws. */
  public static final int MOST_DRAWS = 1000;

  /** Without sensor faults; the defaults of the command line. */
  public static final WearingEvaluation USUAL = new WearingEvaluation(false, 1, 3);

  /** All segments, with the mountings as recorded; with the first draw of sensor faults. */
  public Evaluation whole(Classifier classifier, DataSet data) {
    return evaluate(classifier, data, wearing(SimulatedMounting.AS_RECORDED, WornUnits.ALL), 0);
  }

  /**
   * The accuracy by worn units, with the mountings as recorded.
   *
   * @param classifier what to evaluate
   * @param data one segment or more
   * @param whole the {@link #whole} of these
   * @param counted which segments count for the accuracies
   * @return an accuracy from 0 to 1 by the name of each of {@link WornUnits#usual()}, in that order
   */
  public Map<String, Double> byUnits(
      Classifier classifier, DataSet data, Evaluation whole, Predicate<SegmentId> counted) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (WornUnits units : WornUnits.usual()) {
      Evaluation evaluation =
          units.equals(WornUnits.ALL)
              ? whole
              : evaluate(classifier, data, wearing(SimulatedMounting.AS_RECORDED, units), 0);
      accuracies.put(units.name(), evaluation.where(counted).accuracy());
    }
    return accuracies;
  }

  /** How many times {@link #byUnits} classifies all segments. */
  public static int unitPasses() {
    return WornUnits.usual().size() - 1;
  }

  /**
   * The accuracies by mounting; for {@link SimulatedMounting#ANY} also with only {@link
   * WornUnits#THREE} worn.
   *
   * @param classifier what to evaluate
   * @param data one segment or more
   * @param mountings which to evaluate
   * @param whole the {@link #whole} of these, whose temperature applies to all mountings
   * @param counted which segments count for the accuracies
   * @param listener receives the name of the mounting and the evaluation of each draw, in order
   * @return means over the draws, by the mounting's name, which also tells which units are worn if
   *     these are not all, and whether they have faults
   */
  public Map<String, Accuracies> byMounting(
      Classifier classifier,
      DataSet data,
      Set<SimulatedMounting> mountings,
      Evaluation whole,
      Predicate<SegmentId> counted,
      BiConsumer<String, Evaluation> listener) {
    Map<String, Accuracies> accuracies = new LinkedHashMap<>();
    for (Wearing wearing : wearings(mountings)) {
      double fine = 0;
      double coarse = 0;
      int draws = draws(wearing);
      for (int draw = 0; draw < draws; draw++) {
        Evaluation evaluation =
            wearing.isAsRecorded()
                ? whole
                : evaluate(classifier, data, wearing, draw).at(whole.temperature());
        listener.accept(wearing.name(), evaluation);
        fine += evaluation.where(counted).accuracy();
        coarse += evaluation.where(counted).coarseAccuracy();
      }
      accuracies.put(wearing.name(), new Accuracies(fine / draws, coarse / draws));
    }
    return accuracies;
  }

  /**
   * What the units measure of motions that nobody recorded, each with faults of its own if the
   * units have faults.
   */
  public List<Segment> measured(List<Segment> motions) {
    if (!sensorFaults) {
      return motions;
    }
    SplittableRandom random = new SplittableRandom(seed);
    return motions.stream()
        .map(
            motion -> {
              float[] values = motion.toArray();
              SensorFaults.all(random).apply(values);
              return motion.withValues(values);
            })
        .toList();
  }

  /** The names that {@link #byMounting} gives to the accuracies. */
  public Set<String> mountingNames(Set<SimulatedMounting> mountings) {
    return wearings(mountings).stream().map(Wearing::name).collect(Collectors.toSet());
  }

  /** How many times {@link #byMounting} classifies all segments. */
  public int mountingPasses(Set<SimulatedMounting> mountings) {
    return wearings(mountings).stream()
        .filter(wearing -> !wearing.isAsRecorded())
        .mapToInt(this::draws)
        .sum();
  }

  private List<Wearing> wearings(Set<SimulatedMounting> mountings) {
    List<Wearing> wearings = new ArrayList<>();
    for (SimulatedMounting mounting : mountings) {
      wearings.add(wearing(mounting, WornUnits.ALL));
      if (mounting == SimulatedMounting.ANY) {
        wearings.add(wearing(mounting, WornUnits.THREE));
      }
    }
    return wearings;
  }

  private Wearing wearing(SimulatedMounting mounting, WornUnits units) {
    return new Wearing(mounting, units, sensorFaults);
  }

  private int draws(Wearing wearing) {
    return wearing.isRandom() ? draws : 1;
  }

  private Evaluation evaluate(Classifier classifier, DataSet data, Wearing wearing, int draw) {
    // No draw of one seed is a draw of the next.
    long drawSeed = MOST_DRAWS * seed + draw;
    return Evaluation.of(
        classifier.labels(), classifier.logits(wearing.segments(data, drawSeed)), data);
  }

  /**
   * How accurate a classifier is.
   *
   * @param accuracy share of the segments with the right label, from 0 to 1
   * @param coarseAccuracy share of the segments with the right group of activities, from 0 to 1
   */
  public record Accuracies(double accuracy, double coarseAccuracy) {}
}
