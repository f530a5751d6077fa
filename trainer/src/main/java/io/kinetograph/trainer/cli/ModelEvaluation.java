// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.recordings.motion.RuleMadeMotion;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.SimulatedMounting;
import io.kinetograph.trainer.evaluation.UnknownDetection;
import io.kinetograph.trainer.evaluation.WearingEvaluation;
import io.kinetograph.trainer.network.Classifier;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What {@code evaluate} measures of a model file.
 *
 * @param card of the file
 * @param recordings that it was evaluated on
 * @param all every segment, as recorded, at the card's temperature
 * @param whole those of them that count, as in all other figures
 * @param byUnits accuracy, from 0 to 1, by the worn units; may be empty
 * @param byMounting by the name of the mounting; may be empty
 * @param motionScores how known segments of unknown motions are; may be empty
 */
record ModelEvaluation(
    ModelCard card,
    CountedSegments recordings,
    Evaluation all,
    Evaluation whole,
    Map<String, Double> byUnits,
    Map<String, Mounted> byMounting,
    Map<RuleMadeMotion, double[]> motionScores) {

  private static final int MOTION_SEGMENTS = 200;

  /**
   * What is evaluated.
   *
   * @param wearing seed, draws and faults
   * @param mountings may be empty
   * @param byUnits whether the accuracy by the worn units is measured
   * @param unknownMotions whether the energies of unknown motions are measured
   */
  record Plan(
      WearingEvaluation wearing,
      Set<SimulatedMounting> mountings,
      boolean byUnits,
      boolean unknownMotions) {

    /** How many segments are classified. */
    long work(CountedSegments recordings) {
      long passes =
          (byUnits ? WearingEvaluation.unitPasses() : 0L) + wearing.mountingPasses(mountings);
      long made = unknownMotions ? (long) RuleMadeMotion.values().length * MOTION_SEGMENTS : 0;
      return recordings.all().size() + passes * recordings.counted().size() + made;
    }
  }

  /**
   * Figures of one mounting, all means over the draws.
   *
   * @param accuracies of the labels
   * @param calibrationError expected calibration error, from 0 to 1
   * @param calledUnknown share of the segments; empty if the model has no energy threshold
   */
  record Mounted(
      WearingEvaluation.Accuracies accuracies,
      double calibrationError,
      Optional<Double> calledUnknown) {}

  /** Measures all that the plan asks for. */
  static ModelEvaluation of(
      Classifier classifier, ModelCard card, CountedSegments recordings, Plan plan) {
    WearingEvaluation wearing = plan.wearing();
    DataSet counted = recordings.counted();
    Evaluation all = wearing.whole(classifier, recordings.all()).at(card.temperature());
    Evaluation whole = all.where(id -> counted.find(id).isPresent());
    Map<String, Double> byUnits =
        plan.byUnits() ? wearing.byUnits(classifier, counted, whole, id -> true) : Map.of();
    Map<String, Calibration> calibrations = new HashMap<>();
    Map<String, DoubleSummaryStatistics> unknownShares = new HashMap<>();
    Map<String, WearingEvaluation.Accuracies> accuracies =
        wearing.byMounting(
            classifier,
            counted,
            plan.mountings(),
            whole,
            id -> true,
            (name, draw) -> {
              calibrations.merge(name, Calibration.of(draw), Calibration::plus);
              unknownShare(card, scores(card, draw))
                  .ifPresent(
                      share ->
                          unknownShares
                              .computeIfAbsent(name, first -> new DoubleSummaryStatistics())
                              .accept(share));
            });
    Map<String, Mounted> byMounting = new LinkedHashMap<>();
    accuracies.forEach(
        (name, ofName) -> {
          DoubleSummaryStatistics unknown = unknownShares.get(name);
          byMounting.put(
              name,
              new Mounted(
                  ofName,
                  Objects.requireNonNull(calibrations.get(name)).expectedError(),
                  Optional.ofNullable(unknown).map(DoubleSummaryStatistics::getAverage)));
        });
    Map<RuleMadeMotion, double[]> motions = new EnumMap<>(RuleMadeMotion.class);
    if (plan.unknownMotions()) {
      for (RuleMadeMotion motion : RuleMadeMotion.values()) {
        List<Segment> segments = wearing.measured(motion.segments(MOTION_SEGMENTS, wearing.seed()));
        motions.put(
            motion,
            Arrays.stream(classifier.logits(segments))
                .mapToDouble(row -> score(card, row))
                .toArray());
      }
    }
    return new ModelEvaluation(card, recordings, all, whole, byUnits, byMounting, motions);
  }

  /** All figures, one in each line, after the confusion matrix. */
  String text() {
    StringBuilder text = new StringBuilder(whole.confusion().toText());
    byUnits.forEach(
        (units, share) -> append(text, "only %s worn: accuracy %.2f%%%n", units, 100 * share));
    byMounting.forEach(
        (name, mounted) ->
            append(
                text,
                "mounting %s: accuracy %.2f%%, coarse accuracy %.2f%%, expected calibration error"
                    + " %.4f%s%n",
                name,
                100 * mounted.accuracies().accuracy(),
                100 * mounted.accuracies().coarseAccuracy(),
                mounted.calibrationError(),
                calledUnknown(mounted.calledUnknown())));
    double[] known = scores(card, whole);
    motionScores.forEach(
        (motion, scores) ->
            append(
                text,
                "unknown motion %s: AUROC %.4f%s%n",
                motion,
                UnknownDetection.auroc(known, scores),
                calledUnknown(unknownShare(card, scores))));
    card.energyThreshold()
        .ifPresent(
            threshold ->
                append(text, "%s%s%n", text(threshold), calledUnknown(unknownShare(card, known))));
    append(
        text,
        "expected calibration error %.4f (%d bins, temperature %s%s)%n",
        Calibration.of(whole).expectedError(),
        Calibration.BINS,
        whole.temperature(),
        card.isCalibrated() ? "" : ": not calibrated");
    append(text, "coarse accuracy %.2f%%%n", 100 * whole.coarseAccuracy());
    append(
        text,
        "accuracy %.2f%% of %d segments%n",
        100 * whole.accuracy(),
        whole.predictions().size());
    recordings.note().ifPresent(note -> append(text, "%s%n", note));
    trainedOn()
        .ifPresent(
            subjects ->
                append(
                    text,
                    "note: recordings of %s were used to train the model or to choose its epoch, so"
                        + " these figures are not those of new wearers; choose other subjects, or"
                        + " use cross-validate%n",
                    subjects));
    return text.toString();
  }

  /** The evaluated subjects that the model's weights depend on, by its card; empty if none do. */
  private Optional<Subjects> trainedOn() {
    SortedSet<Integer> both = new TreeSet<>(Subjects.inSummary(card.trainingData()).numbers());
    both.retainAll(whole.predictions().stream().map(p -> p.id().subject()).toList());
    return both.isEmpty() ? Optional.empty() : Optional.of(new Subjects(both));
  }

  /** How known the segments are; without a threshold, no activity is excepted from it. */
  private static double[] scores(ModelCard card, Evaluation evaluation) {
    return card.energyThreshold().map(evaluation::scores).orElseGet(evaluation::energies);
  }

  private static double score(ModelCard card, float[] logits) {
    String label = card.labels().get(Logits.argMax(logits));
    double energy = Logits.energy(logits);
    return card.energyThreshold().map(t -> t.score(label, energy)).orElse(energy);
  }

  /** The threshold, and what is excepted from it. */
  static String text(EnergyThreshold threshold) {
    String never = String.join(", ", threshold.neverUnknown());
    return String.format(Locale.ROOT, "energy threshold %.3f", threshold.value())
        + (never.isEmpty() ? "" : " (never unknown: " + never + ")");
  }

  /** The share that is called unknown; empty if the model has no energy threshold. */
  private static Optional<Double> unknownShare(ModelCard card, double[] scores) {
    return card.energyThreshold().map(t -> UnknownDetection.unknownShare(scores, t));
  }

  private static String calledUnknown(Optional<Double> share) {
    return share
        .map(s -> String.format(Locale.ROOT, ", called unknown %.2f%%", 100 * s))
        .orElse("");
  }

  private static void append(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
