package io.kinetograph.trainer.report;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import io.kinetograph.trainer.evaluation.SpeedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a report shows, read and checked.
 *
 * @param protocols in the order given
 * @param trainings whose course is known
 * @param speed of model files, if measured
 * @param model the file, if given
 * @param pictures PNG of segments by their id
 * @param notes what a reader must know to read the figures right
 * @param commands that made the figures
 */
record ReportContent(
    List<KeptProtocol> protocols,
    List<Trainings> trainings,
    @Nullable SpeedFile speed,
    @Nullable ReportedModel model,
    Map<String, byte[]> pictures,
    List<String> notes,
    List<String> commands) {

  /** All protocols, from wearers that the network has seen to new ones. */
  static final List<String> PROTOCOLS = List.of("random", "rrss", "kfold", "loso", "pairs");

  /** Trainings that are drawn together. */
  record Trainings(String title, List<TrainingHistory> courses) {}

  /**
   * Reads all of it.
   *
   * @throws IOException if something cannot be read; it names the file
   */
  static ReportContent read(ReportSources sources) throws IOException {
    List<KeptProtocol> protocols = new ArrayList<>();
    for (Path folder : sources.results()) {
      protocols.addAll(KeptProtocol.read(folder));
    }
    Path model = sources.model();
    Path speed = sources.modelSpeed();
    ReportedModel modelFile = model == null ? null : ReportedModel.read(model);
    return new ReportContent(
        protocols,
        trainings(sources.run(), protocols),
        speed == null ? null : SpeedFile.read(speed),
        modelFile,
        pictures(sources.data(), protocols, modelFile == null ? null : modelFile.card().scale()),
        sources.notes(),
        sources.commands());
  }

  private static List<Trainings> trainings(@Nullable Path run, List<KeptProtocol> protocols)
      throws IOException {
    List<Trainings> trainings = new ArrayList<>();
    if (run != null) {
      String name = String.valueOf(run.toAbsolutePath().normalize().getFileName());
      TrainingHistory course =
          TrainingHistory.read(name, run)
              .orElseThrow(
                  () -> new IOException("%s holds no steps.csv and figures.csv".formatted(run)));
      trainings.add(new Trainings(name, List.of(course)));
    }
    for (KeptProtocol kept : protocols) {
      List<TrainingHistory> courses = new ArrayList<>();
      for (FoldResult fold : kept.results().folds()) {
        // Folds may have been moved away since; their results remain.
        TrainingHistory.read(fold.name(), kept.folder().resolve(fold.name()))
            .ifPresent(courses::add);
      }
      if (!courses.isEmpty()) {
        trainings.add(new Trainings(kept.title(), courses));
      }
    }
    return trainings;
  }

  private static Map<String, byte[]> pictures(
      @Nullable Path data, List<KeptProtocol> protocols, @Nullable PixelScale scale)
      throws IOException {
    if (data == null) {
      return Map.of();
    }
    Set<String> wanted =
        protocols.stream()
            .flatMap(kept -> kept.results().misclassifications().stream())
            .map(Misclassification::segment)
            .collect(Collectors.toSet());
    return wanted.isEmpty() ? Map.of() : SegmentPictures.draw(data, wanted, scale);
  }
}
