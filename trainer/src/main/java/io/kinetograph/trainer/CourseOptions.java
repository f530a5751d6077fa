package io.kinetograph.trainer;

import io.kinetograph.trainer.training.Course;
import io.kinetograph.trainer.training.LayerRates;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In which phases and at which rates to train. */
final class CourseOptions {

  @Option(
      names = "--freeze",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description =
          "Epochs, before the others, that train the last layer alone; default ${DEFAULT-VALUE}.")
  private int freeze;

  @Option(
      names = "--layer-rates",
      paramLabel = "LOW:HIGH",
      description =
          "Peak learning rates from the first layers to the last, once nothing is frozen, such as"
              + " 1e-4:1e-2; default: --learning-rate for all.")
  private String layerRates = "";

  Course course() {
    return new Course(
        freeze,
        layerRates.isEmpty() ? Optional.empty() : Optional.of(LayerRates.parse(layerRates)));
  }
}
