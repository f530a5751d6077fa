// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.inference.ReservedLabels;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a run that never change: the content of {@code run.json}.
 *
 * @param settings it is trained with
 * @param foundLearningRate the peak rate that the learning-rate finder found, if the settings ask
 *     for it
 * @param threads that it was started with; empty for a run of an older version. Another number
 *     gives slightly different weights
 * @param labels its classes, in the order of the logits
 * @param preprocessing fitted to its training set, or copied from the run that its initial weights
 *     come from
 * @param trainedOn a description of its training set, of the validation set if that chooses the
 *     best epoch, and of the same of the runs that its initial weights come from
 * @param dataDigest digest of its training set
 * @param validationDigest digest of its validation set; empty for a run without one, or of an older
 *     version
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record RunDescription(
    TrainingSettings settings,
    OptionalDouble foundLearningRate,
    OptionalInt threads,
    List<String> labels,
    Preprocessing preprocessing,
    String trainedOn,
    String dataDigest,
    Optional<String> validationDigest) {

  /**
   * Checks that no value is missing, because one may be missing in a file.
   *
   * @throws IllegalArgumentException if one is missing or a label has the name of a status
   */
  public RunDescription {
    require("settings", settings);
    require("labels", labels);
    require("preprocessing", preprocessing);
    require("preprocessing: scale", preprocessing.scale());
    require("trained-on", trainedOn);
    require("data-digest", dataDigest);
    labels = List.copyOf(labels);
    // Here, because a model is only of use if it can be exported and served.
    ReservedLabels.requireNone("label", labels);
  }

  private static void require(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }

  /**
   * Reads the description of a run.
   *
   * @param model folder of the run, or its checkpoint
   * @throws IOException if there is none or it cannot be read; the message names the file
   */
  public static RunDescription of(Path model) throws IOException {
    Path file = folder(model).run();
    if (!Files.exists(file)) {
      throw new IOException(
          "%s is not the checkpoint of a training: %s does not exist".formatted(model, file));
    }
    return JsonFile.read(file, RunDescription.class);
  }

  static RunFolder folder(Path model) {
    Path folder = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
    return new RunFolder(folder == null ? model : folder);
  }
}
