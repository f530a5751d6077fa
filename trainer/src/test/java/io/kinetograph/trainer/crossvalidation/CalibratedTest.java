// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibratedTest {

  private static final double FALSE_UNKNOWNS = CalibrationResults.FALSE_UNKNOWNS;

  @TempDir private Path run = Path.of("");

  @Test
  void isFittedOnNoPredictionForAWearerWhomTheNetworkHoldsOut() throws IOException {
    FinishedFolds finished = FinishedFolds.loso(run, holdingOut("none"), 3);
    add(finished, 1, "subject-1", "1>1", "1>1", "1>2", "2>2");
    add(finished, 1, "subject-2", "1>1", "2>2", "2>2", "1>2");
    add(finished, 1, "subject-3", "1>2", "2>1", "1>2");
    CalibrationResults figures =
        Objects.requireNonNull(CrossValidationResults.of(run, "loso").orElseThrow().calibration());

    assertThat(calibrated("none").temperature()).isEqualTo(figures.temperature());
    assertThat(calibrated("random:0.2").temperature()).isEqualTo(figures.temperature());
    for (int subject = 1; subject <= 3; subject++) {
      assertThat(calibrated("subject:" + subject).temperature())
          .isEqualTo(figures.temperatures().get("subject:" + subject))
          .isNotEqualTo(figures.temperature());
    }
    assertThat(calibrated("unknown:5:3")).isEqualTo(calibrated("subject:3"));
    assertThat(calibrated("subjects-without:2,3:1")).isEqualTo(calibrated("subjects:2-3"));
    assertThatThrownBy(() -> calibrated("subjects:1-3"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            run.resolve("loso")
                + " has only folds of wearers whom the network to export holds out (subjects:1,2,3):"
                + " without other wearers, it cannot be calibrated");
  }

  @Test
  void countsEveryWearerEquallyOften() throws IOException {
    FinishedFolds finished = FinishedFolds.loso(run, holdingOut("none"), 3);
    for (String fold : new String[] {"subject-1", "subject-2", "subject-3"}) {
      add(finished, 1, fold, "1>1", "1>2");
    }
    add(finished, 2, "subject-2", "1>1", "1>2");

    assertThatThrownBy(() -> calibrated("none"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            run.resolve("loso")
                + " lacks the folds seed-2/subject-1, seed-2/subject-3: finish the"
                + " cross-validation, or delete the folders of seeds that are not finished");

    add(finished, 2, "subject-1", "1>1", "1>2");
    add(finished, 2, "subject-3", "1>1", "1>2");
    assertThat(calibrated("none").temperature()).isPositive();
  }

  private static void add(FinishedFolds finished, int seed, String fold, String... predictions)
      throws IOException {
    finished.add(seed, fold, 2, Map.of(), predictions);
    for (int draw = 1; draw <= 3; draw++) {
      finished.addAnyOrientation(seed, fold, draw, predictions);
    }
  }

  private Calibrated calibrated(String holdout) throws IOException {
    return Calibrated.of(run, holdingOut(holdout), FALSE_UNKNOWNS);
  }

  private static TrainingSettings holdingOut(String holdout) {
    return Settings.quick().epochs(2).holdout(holdout).build();
  }
}
