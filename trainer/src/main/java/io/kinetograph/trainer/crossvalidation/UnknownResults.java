// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.UnknownDetection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How well the energy of a left-out wearer's segments tells the activities that the network knows
 * from those that were left out of its training.
 *
 * @param leftOut by left-out activity or group, in the data set's order
 * @param auroc over these, as recorded
 * @param anyAuroc over those that have it, in any orientation; null if none has
 */
public record UnknownResults(
    List<LeftOut> leftOut, MeanAndDeviation auroc, @Nullable MeanAndDeviation anyAuroc) {

  /** Checks that no value is missing, because one may be missing in a file. */
  public UnknownResults {
    Objects.requireNonNull(auroc, "auroc");
    leftOut = List.copyOf(leftOut);
    if (leftOut.isEmpty()) {
      throw new IllegalArgumentException("no activity was left out");
    }
  }

  /**
   * The detection of one left-out activity or group of activities.
   *
   * @param name of the activity or group
   * @param auroc as recorded: mean over the seeds, from 0 to 1
   * @param anyAuroc with the units in any orientation: mean over seeds and draws; null if unknown
   */
  public record LeftOut(String name, double auroc, @Nullable Double anyAuroc) {

    /** Checks that it has a name. */
    public LeftOut {
      Objects.requireNonNull(name, "name");
    }

    private static LeftOut of(String name, List<FinishedFold> folds) {
      OptionalDouble any =
          folds.stream()
              .flatMap(fold -> fold.anyOrientation().stream().map(drawn -> auroc(fold, drawn)))
              .mapToDouble(x -> x)
              .average();
      return new LeftOut(
          name,
          folds.stream().mapToDouble(f -> auroc(f, f.evaluation())).average().orElseThrow(),
          any.isPresent() ? any.getAsDouble() : null);
    }

    private static double auroc(FinishedFold fold, Evaluation evaluation) {
      return UnknownDetection.auroc(
          evaluation.where(fold::knows).energies(),
          evaluation.where(id -> !fold.knows(id)).energies());
    }
  }

  /** The one that is detected worst, as recorded. */
  public LeftOut worst() {
    return leftOut.stream().min(Comparator.comparingDouble(LeftOut::auroc)).orElseThrow();
  }

  /** Of finished folds; null if their protocol leaves no activities out. */
  static @Nullable UnknownResults of(List<FinishedFold> folds) {
    FinishedFold.Metadata metadata = folds.get(0).metadata();
    if (!SubjectProtocol.LeaveActivitiesOut.isNamed(metadata.protocol())) {
      return null;
    }
    Map<String, List<FinishedFold>> byName = new LinkedHashMap<>();
    metadata.testSets().keySet().forEach(name -> byName.put(name, new ArrayList<>()));
    for (FinishedFold fold : folds) {
      byName
          .computeIfAbsent(fold.name().replaceFirst("^.*/", ""), name -> new ArrayList<>())
          .add(fold);
    }
    byName.values().removeIf(List::isEmpty);
    List<LeftOut> leftOut = new ArrayList<>();
    byName.forEach((name, ofName) -> leftOut.add(LeftOut.of(name, ofName)));
    return new UnknownResults(
        leftOut,
        ResultsAggregation.meanAndDeviation(leftOut.stream().map(LeftOut::auroc).toList()),
        ResultsAggregation.ofKnown(leftOut.stream().map(LeftOut::anyAuroc)));
  }
}
