package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import io.kinetograph.trainer.evaluation.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the results of all folds that are done. */
public final class Summary {

  private static final int MISTAKES = 20;

  private Summary() {}

  /**
   * The results of a protocol's folder, whoever trained the folds; nothing if none is done.
   *
   * @param run folder that protocols have their folders in
   * @param protocol the protocol's name
   * @throws IOException if a fold cannot be read, or if folds are of different settings
   */
  public static Optional<CrossValidationResults> of(Path run, String protocol) throws IOException {
    List<KeptFold> folds = KeptFolds.read(run.resolve(protocol));
    return folds.isEmpty() ? Optional.empty() : Optional.of(of(folds));
  }

  static CrossValidationResults of(List<KeptFold> folds) {
    FoldNotes first = folds.get(0).notes();
    ConfusionMatrix matrix = new ConfusionMatrix(ActivityLabels.all());
    folds.forEach(fold -> matrix.add(fold.evaluation().confusion()));
    List<ActivityMetrics> activities = ActivityMetrics.of(matrix);
    List<Long> seeds = folds.stream().map(KeptFold::seed).distinct().toList();
    return new CrossValidationResults(
        CrossValidationResults.FORMAT,
        first.protocol(),
        Differences.withoutPart(first.settings()),
        seeds,
        folds.stream().map(Summary::result).toList(),
        missing(folds, seeds),
        first.notes(),
        MeanAndDeviation.of(folds.stream().map(fold -> fold.evaluation().accuracy()).toList()),
        overSeeds(folds),
        folds.stream().mapToInt(fold -> fold.evaluation().predictions().size()).sum(),
        matrix.accuracy(),
        activities.stream()
            .filter(activity -> activity.segments() > 0)
            .map(ActivityMetrics::f1)
            .filter(Objects::nonNull)
            .mapToDouble(f1 -> f1)
            .average()
            .orElse(0),
        activities,
        Confusion.of(matrix),
        worn(folds),
        spread(folds.stream().map(fold -> fold.notes().secondsPerEpoch())),
        mistakes(folds));
  }

  private static FoldResult result(KeptFold fold) {
    return new FoldResult(
        fold.name(),
        fold.seed(),
        fold.notes().setting("holdout"),
        fold.notes().training(),
        fold.evaluation().predictions().size(),
        fold.evaluation().accuracy(),
        fold.notes().secondsPerEpoch(),
        ActivityMetrics.of(fold.evaluation().confusion()));
  }

  private static List<String> missing(List<KeptFold> folds, List<Long> seeds) {
    List<String> done = folds.stream().map(KeptFold::name).toList();
    return seeds.stream()
        .flatMap(
            seed ->
                folds.get(0).notes().planned().keySet().stream()
                    .map(part -> "seed-%d/%s".formatted(seed, part)))
        .filter(name -> !done.contains(name))
        .toList();
  }

  private static @Nullable MeanAndDeviation overSeeds(List<KeptFold> folds) {
    int parts = folds.get(0).notes().planned().size();
    Map<Long, List<Double>> bySeed = new TreeMap<>();
    for (KeptFold fold : folds) {
      bySeed
          .computeIfAbsent(fold.seed(), seed -> new ArrayList<>())
          .add(fold.evaluation().accuracy());
    }
    return spread(
        bySeed.values().stream()
            .filter(accuracies -> accuracies.size() == parts)
            .map(accuracies -> MeanAndDeviation.of(accuracies).mean()));
  }

  private static List<WornUnitsAccuracy> worn(List<KeptFold> folds) {
    return folds.stream()
        .flatMap(fold -> fold.notes().worn().keySet().stream())
        .distinct()
        .map(
            units ->
                new WornUnitsAccuracy(
                    units,
                    MeanAndDeviation.of(
                        folds.stream()
                            .map(fold -> fold.notes().worn().get(units))
                            .filter(Objects::nonNull)
                            .toList())))
        .toList();
  }

  private static @Nullable MeanAndDeviation spread(Stream<@Nullable Double> figures) {
    List<Double> known = new ArrayList<>();
    figures.forEach(
        figure -> {
          if (figure != null) {
            known.add(figure);
          }
        });
    return known.isEmpty() ? null : MeanAndDeviation.of(known);
  }

  private static List<Misclassification> mistakes(List<KeptFold> folds) {
    return folds.stream()
        .flatMap(
            fold ->
                fold.evaluation().predictions().stream()
                    .filter(prediction -> !prediction.right())
                    .map(prediction -> mistake(fold, prediction)))
        .sorted(Comparator.comparingDouble(Misclassification::confidence).reversed())
        .limit(MISTAKES)
        .toList();
  }

  private static Misclassification mistake(KeptFold fold, Prediction prediction) {
    return new Misclassification(
        fold.name(),
        prediction.id().toString(),
        prediction.id().label(),
        prediction.predicted(),
        prediction.confidence());
  }
}
