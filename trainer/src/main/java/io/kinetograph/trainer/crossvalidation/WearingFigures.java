// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.SimulatedMounting;
import io.kinetograph.trainer.evaluation.WearingEvaluation;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which accuracies of a fold are evaluated, besides the one of all units as recorded. A wearer has
 * the same mountings and faults in all folds and with all seeds of the training.
 *
 * @param byUnits accuracy with only some units worn
 * @param byMounting accuracy by mounting, and with sensor faults
 */
record WearingFigures(boolean byUnits, boolean byMounting) {

  private static final WearingEvaluation EXACT = WearingEvaluation.USUAL;
  private static final WearingEvaluation FAULTY =
      new WearingEvaluation(true, EXACT.seed(), EXACT.draws());

  /** Those that a finished fold does not have. */
  WearingFigures missingIn(FoldFolder fold) throws IOException {
    FinishedFold.Metadata metadata = fold.metadata();
    return new WearingFigures(
        byUnits && metadata.wornUnits().isEmpty(),
        byMounting && !(hasMountings(metadata) && fold.hasAnyOrientation(EXACT.draws())));
  }

  private static boolean hasMountings(FinishedFold.Metadata fold) {
    Set<String> names = fold.mountings().keySet();
    return names.containsAll(EXACT.mountingNames(all()))
        && names.containsAll(FAULTY.mountingNames(withFaults()));
  }

  /** Their names, for messages. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (byUnits) {
      names.add("worn units");
    }
    if (byMounting) {
      names.add("mounting");
    }
    return names;
  }

  /** How many times {@link #add} classifies the test set. */
  long passes() {
    long units = byUnits ? WearingEvaluation.unitPasses() : 0;
    long mountings =
        byMounting ? EXACT.mountingPasses(all()) + (long) FAULTY.mountingPasses(withFaults()) : 0;
    return units + mountings;
  }

  /**
   * Evaluates them.
   *
   * @param fold to add them to
   * @param classifier trained in the fold
   * @param testSet of the fold
   * @return the fold with these figures and, with those by mounting, the predictions in any
   *     orientation; without change in others
   */
  FinishedFold add(FinishedFold fold, Classifier classifier, DataSet testSet) {
    FinishedFold.Metadata metadata = fold.metadata();
    Evaluation whole = fold.evaluation();
    Map<String, Double> wornUnits =
        byUnits ? EXACT.byUnits(classifier, testSet, whole, fold::knows) : metadata.wornUnits();
    Map<String, Accuracies> mountings = new LinkedHashMap<>(metadata.mountings());
    List<Evaluation> anyOrientation = new ArrayList<>(fold.anyOrientation());
    if (byMounting) {
      anyOrientation.clear();
      mountings.putAll(
          EXACT.byMounting(
              classifier,
              testSet,
              all(),
              whole,
              fold::knows,
              (name, evaluation) -> {
                if (name.equals(SimulatedMounting.ANY.toString())) {
                  anyOrientation.add(evaluation);
                }
              }));
      mountings.putAll(
          FAULTY.byMounting(
              classifier, testSet, withFaults(), whole, fold::knows, (name, evaluation) -> {}));
    }
    return new FinishedFold(
        fold.name(), metadata.withFigures(wornUnits, mountings), whole, anyOrientation);
  }

  private static Set<SimulatedMounting> all() {
    return EnumSet.allOf(SimulatedMounting.class);
  }

  /**
   * Turned recordings keep some things that turned units do not, such as the error of each axis'
   * gain, so the faults are evaluated in any orientation too.
   */
  private static Set<SimulatedMounting> withFaults() {
    return EnumSet.of(SimulatedMounting.AS_RECORDED, SimulatedMounting.ANY);
  }
}
