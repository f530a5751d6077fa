package io.kinetograph.trainer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a training went.
 *
 * @param name of its folder
 * @param steps numbers of the steps that are noted
 * @param losses at these
 * @param rates learning rates at these
 * @param epochSeconds how long each epoch took
 * @param phases where the epochs' time went
 */
record TrainingHistory(
    String name,
    List<Double> steps,
    List<Double> losses,
    List<Double> rates,
    List<Double> epochSeconds,
    List<Phase> phases) {

  private static final String STEPS = "steps.csv";
  private static final String FIGURES = "figures.csv";

  /**
   * A part of the epochs' work.
   *
   * @param name for people
   * @param seconds in all epochs together
   */
  record Phase(String name, double seconds) {}

  /**
   * Reads what a training's folder holds of its course.
   *
   * @param name for people
   * @return nothing if it holds none
   * @throws IOException if a file there cannot be read; it names the file
   */
  static Optional<TrainingHistory> read(String name, Path folder) throws IOException {
    Path stepsFile = folder.resolve(STEPS);
    Path figuresFile = folder.resolve(FIGURES);
    if (!Files.exists(stepsFile) || !Files.exists(figuresFile)) {
      return Optional.empty();
    }
    Csv steps = Csv.read(stepsFile);
    Csv figures = Csv.read(figuresFile);
    List<Double> noted = steps.column("step");
    if (noted.isEmpty()) {
      return Optional.empty();
    }
    List<Phase> phases = new ArrayList<>();
    phases.add(phase(figures, "preparation (waiting for pictures)", "waiting_seconds"));
    phases.add(phase(figures, "forward", "forward_seconds"));
    phases.add(phase(figures, "backward", "backward_seconds"));
    phases.add(phase(figures, "update", "update_seconds"));
    phases.add(phase(figures, "validation", "validation_seconds"));
    phases.add(phase(figures, "checkpoint", "checkpoint_seconds"));
    return Optional.of(
        new TrainingHistory(
            name,
            noted,
            steps.column("loss"),
            steps.column("learning_rate"),
            figures.column("seconds"),
            phases));
  }

  private static Phase phase(Csv figures, String name, String column) throws IOException {
    return new Phase(name, figures.column(column).stream().mapToDouble(s -> s).sum());
  }

  double totalSeconds() {
    return epochSeconds.stream().mapToDouble(s -> s).sum();
  }
}
