// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationResultsTest {

  private static final Offset<Double> CLOSE = within(1e-9);

  @TempDir private Path run = Path.of("");

  @Test
  void meansAndDeviationsAreThoseComputedByHand() throws IOException {
    CrossValidationResults results = twoSeeds();

    // Folds: 3/4, 2/4, 4/4 and 1/4; seeds: 5/8 and 5/8 in whole.
    assertThat(results.accuracy().mean()).isCloseTo(0.625, CLOSE);
    assertThat(results.accuracy().standardDeviation()).isCloseTo(Math.sqrt(0.3125 / 3), CLOSE);
    assertThat(results.accuracy().count()).isEqualTo(4);
    assertThat(results.accuracyOverSeeds())
        .isEqualTo(new CrossValidationResults.MeanAndDeviation(0.625, 0.0, 2));
    assertThat(results.pooledAccuracy()).isCloseTo(10 / 16.0, CLOSE);
    assertThat(results.secondsPerEpoch())
        .isEqualTo(new CrossValidationResults.MeanAndDeviation(3, Math.sqrt(4 / 3.0), 4));
    assertThat(results.seeds()).containsExactly(1L, 2L);
    assertThat(results.missing()).isEmpty();
  }

  @Test
  void precisionRecallAndF1AreThoseComputedByHand() throws IOException {
    CrossValidationResults results = twoSeeds();

    // Sitting: 8 of 9 right, predicted 8 + 5 times. Standing: 2 of 7 right, predicted 2 + 1 times.
    assertThat(results.activities())
        .extracting(CrossValidationResults.ActivityMetrics::segments)
        .containsExactly(9, 7);
    CrossValidationResults.ActivityMetrics sitting = results.activities().get(0);
    assertThat(sitting.precision()).isCloseTo(8 / 13.0, CLOSE);
    assertThat(sitting.recall()).isCloseTo(8 / 9.0, CLOSE);
    assertThat(sitting.f1()).isCloseTo(16 / 22.0, CLOSE);
    assertThat(results.macroF1()).isCloseTo((16 / 22.0 + 4 / 10.0) / 2, CLOSE);
    assertThat(results.confusion().activities()).containsExactly("sitting", "standing");
    assertThat(results.confusion().counts()).containsExactly(List.of(8, 1), List.of(5, 2));
  }

  @Test
  void macroF1OverFoldsIsTheMeanOfTheFoldsOwn() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02");
    // F1 of sitting 1, of standing 1; of sitting 2/3, of standing 0.
    finished.add(1, "fold-01", 2, Map.of(), "1>1", "2>2");
    finished.add(1, "fold-02", 2, Map.of(), "1>1", "2>1");

    CrossValidationResults results = results();

    CrossValidationResults.MeanAndDeviation macroF1 = results.macroF1OverFolds();
    assertThat(macroF1).isNotNull();
    assertThat(macroF1.mean()).isCloseTo((1 + 1 / 3.0) / 2, CLOSE);
    assertThat(ResultsText.of(results))
        .contains("macro F1 over folds: 66.67%, standard deviation 47.14% (2 folds)");
  }

  @Test
  void textHasTheMeanOverFoldsAndTheSpreadBetweenSeeds() throws IOException {
    assertThat(ResultsText.of(twoSeeds()))
        .contains("accuracy over seeds: 62.50%, standard deviation 0.00% (2 seeds)")
        .contains("accuracy over folds: 62.50%, standard deviation 32.27% (4 folds)");
  }

  @Test
  void theMisclassificationWithTheHighestConfidenceComesFirst() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01");
    finished.add(1, "fold-01", 2, Map.of(), "1>1", "1>2", "2>3", "2>2");

    List<CrossValidationResults.Misclassification> misclassifications =
        results().misclassifications();

    assertThat(misclassifications)
        .extracting(CrossValidationResults.Misclassification::segment)
        .containsExactly("a01/p1/s02", "a02/p1/s03");
    assertThat(misclassifications.get(0).predicted()).isEqualTo("standing");
    assertThat(misclassifications.get(0).confidence())
        .isCloseTo(1 / (1 + 18 * Math.exp(-4)), CLOSE);
  }

  @Test
  void theConfidenceOfAMisclassificationIsAtTheTemperatureOfItsTestSet() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1", "subject-2");
    finished.add(1, "subject-1", 2, Map.of(), "1>1", "1>2");
    finished.add(1, "subject-2", 2, Map.of(), "1>2", "2>1", "2>2");

    Map<String, Double> temperatures = calibration().temperatures();
    double first = temperatures.getOrDefault("test set of subject-1", 1.0);
    double second = temperatures.getOrDefault("test set of subject-2", 1.0);

    // The segments' largest logits are 2 in the first test set, and 4 and 3 in the second.
    assertThat(first).isNotCloseTo(second, within(0.1));
    assertThat(CrossValidationResults.of(run, "loso").orElseThrow().misclassifications())
        .extracting(CrossValidationResults.Misclassification::confidence)
        .satisfiesExactlyInAnyOrder(
            confidence -> assertThat(confidence).isCloseTo(confidence(2 / first), CLOSE),
            confidence -> assertThat(confidence).isCloseTo(confidence(4 / second), CLOSE),
            confidence -> assertThat(confidence).isCloseTo(confidence(3 / second), CLOSE));
  }

  /** Of a logit beside 18 zeros. */
  private static double confidence(double logit) {
    return 1 / (1 + 18 * Math.exp(-logit));
  }

  @Test
  void namesMissingFolds() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02", "fold-03");
    finished.add(1, "fold-02", 2, Map.of(), "1>1");
    finished.add(2, "fold-01", 2, Map.of(), "1>1");
    finished.add(2, "fold-02", 2, Map.of(), "1>1");
    finished.add(2, "fold-03", 2, Map.of(), "1>2");

    CrossValidationResults results = results();

    assertThat(results.missing()).containsExactly("seed-1/fold-01", "seed-1/fold-03");
    assertThat(results.accuracyOverSeeds())
        .isEqualTo(new CrossValidationResults.MeanAndDeviation(2 / 3.0, null, 1));
    assertThat(ResultsText.of(results))
        .contains("missing: 2 of 6 folds: seed-1/fold-01, seed-1/fold-03")
        .contains("note: a note");
  }

  @Test
  void averagesWornUnitsOverTheFoldsThatHaveThem() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02", "fold-03");
    finished.add(1, "fold-01", 2, Map.of("torso", 0.5), "1>1");
    finished.add(1, "fold-02", 2, Map.of("torso", 0.7), "1>1");
    finished.add(1, "fold-03", 2, Map.of(), "1>1");

    CrossValidationResults.WornUnitsAccuracy torso = results().wornUnits().get(0);

    assertThat(torso.accuracy().mean()).isCloseTo(0.6, CLOSE);
    assertThat(torso.accuracy().standardDeviation()).isCloseTo(Math.sqrt(0.02), CLOSE);
    assertThat(torso.accuracy().count()).isEqualTo(2);
  }

  @Test
  void averagesMountingsOverTheFoldsThatHaveThem() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02", "fold-03");
    for (String fold : List.of("fold-01", "fold-02", "fold-03")) {
      finished.add(1, fold, 2, Map.of(), "9>10", "9>1");
    }
    finished.addMountings(1, "fold-01", Map.of("any", new Accuracies(0.5, 0.8)));
    finished.addMountings(1, "fold-02", Map.of("any", new Accuracies(0.7, 1)));

    CrossValidationResults results = results();

    CrossValidationResults.MountingAccuracy any = results.mountings().get(0);
    assertThat(any.mounting()).isEqualTo("any");
    assertThat(any.accuracy().mean()).isCloseTo(0.6, CLOSE);
    assertThat(any.accuracy().standardDeviation()).isCloseTo(Math.sqrt(0.02), CLOSE);
    assertThat(any.coarseAccuracy().mean()).isCloseTo(0.9, CLOSE);
    assertThat(any.coarseAccuracy().count()).isEqualTo(2);
    assertThat(results.accuracy().mean()).isZero();
    assertThat(results.coarseAccuracy())
        .isEqualTo(new CrossValidationResults.MeanAndDeviation(0.5, 0.0, 3));
    assertThat(ResultsText.of(results))
        .containsPattern("any +60\\.00% +14\\.14% +90\\.00% +14\\.14% +2")
        .contains("coarse accuracy over folds: 50.00%");
    assertThat(ResultsFiles.write(run, results).resolve("mountings.csv"))
        .content()
        .contains("any,0.600000,0.141421,0.900000,0.141421,2");
  }

  @Test
  void calibratesEachTestSetOnTheOthers() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1", "subject-2", "subject-3");
    finished.add(1, "subject-1", 2, Map.of(), "1>1", "1>2", "2>2");
    finished.add(1, "subject-2", 2, Map.of(), "1>1", "2>2", "1>2", "2>2");
    finished.add(1, "subject-3", 2, Map.of(), "1>1", "1>1", "2>1");
    for (String fold : List.of("subject-1", "subject-2", "subject-3")) {
      for (int draw = 1; draw <= 3; draw++) {
        finished.addAnyOrientation(1, fold, draw, "1>1");
      }
    }
    CalibrationResults before = calibration();
    finished.add(1, "subject-1", 2, Map.of(), "1>2", "1>2", "2>1");
    finished.addAnyOrientation(1, "subject-1", 2, "1>2");
    finished.addAnyOrientation(1, "subject-1", 3, "1>2");

    CalibrationResults after = calibration();

    String own = "test set of subject-1";
    assertThat(after.temperatures().get(own)).isEqualTo(before.temperatures().get(own));
    assertThat(after.temperature()).isGreaterThan(before.temperature());
    assertThat(after.temperatures().get("test set of subject-2"))
        .isGreaterThan(before.temperatures().get("test set of subject-2"));
    assertThat(after.mountings())
        .extracting(CalibrationResults.MountingCalibration::mounting)
        .containsExactly("as-recorded", "any");
    CalibrationResults.MountingCalibration any = after.mountings().get(1);
    // All with the same confidence, 2 points above 18 others, and 7 of the 9 are right.
    assertThat(any.errorBefore())
        .isCloseTo(Math.abs(1 / (1 + 18 * Math.exp(-2)) - 7 / 9.0), within(1e-6));
    assertThat(any.before().bins().stream().mapToInt(Calibration.Bin::segments).sum()).isEqualTo(9);
    assertThat(any.error()).isEqualTo(any.after().expectedError());
    assertThat(any.riskAt(1)).isCloseTo(2 / 9.0, CLOSE);
    assertThat(after.notes()).isEmpty();
    assertThat(ResultsText.of(CrossValidationResults.of(run, "loso").orElseThrow()))
        .containsPattern(
            String.format(
                Locale.ROOT,
                "any +%.4f +%.4f +[0-9.]+%% +0\\.00%%",
                any.errorBefore(),
                any.error()))
        .contains(String.format(Locale.ROOT, "; on all: %.3f", after.temperature()));
  }

  @Test
  void calibratesInAnyOrientationOnlyIfAllFoldsHaveIt() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1", "subject-2", "subject-3");
    finished.add(1, "subject-1", 2, Map.of(), "1>1", "1>2", "2>2");
    finished.add(1, "subject-2", 2, Map.of(), "1>1", "2>2", "1>2", "2>2");
    finished.add(1, "subject-3", 2, Map.of(), "1>1", "1>1", "2>1");
    CalibrationResults recorded = calibration();
    for (int draw = 1; draw <= 3; draw++) {
      finished.addAnyOrientation(1, "subject-1", draw, "1>2", "1>2");
    }
    finished.addAnyOrientation(1, "subject-3", 1, "1>2");

    CalibrationResults some = calibration();

    assertThat(recorded.notes()).isEmpty();
    assertThat(recorded.mountings())
        .extracting(CalibrationResults.MountingCalibration::mounting)
        .containsExactly("as-recorded");
    assertThat(some.temperature()).isEqualTo(recorded.temperature());
    assertThat(some.temperatures()).isEqualTo(recorded.temperatures());
    assertThat(some.mountings()).isEqualTo(recorded.mountings());
    assertThat(some.notes())
        .containsExactly(
            "mounting any is left out, because predictions in any orientation are missing in"
                + " seed-1/subject-2, seed-1/subject-3: give cross-validate --by-mounting; a fold"
                + " whose checkpoint was not kept must be deleted before, to be trained again");
    assertThat(ResultsText.of(CrossValidationResults.of(run, "loso").orElseThrow()))
        .contains("note: " + some.notes().get(0));
  }

  @Test
  void callsSegmentsUnknownByTheEnergiesOfTheOtherTestSets() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1", "subject-2");
    String[] many = Collections.nCopies(60, "1>1").toArray(String[]::new);
    Arrays.fill(many, 57, 60, "1>1?");
    finished.add(1, "subject-1", 2, Map.of(), many);
    finished.add(1, "subject-2", 2, Map.of(), "1>1", "1>1", "2>2", "2>2?", "1>1");

    // The threshold by subject 2 is its lowest energy, and one of subject 1 is below. Subject 1
    // allows one of its 60, so that the threshold by it is the energy of the second lowest: the
    // same.
    assertThat(calibration().mountings().get(0).calledUnknown()).isCloseTo(1 / 65.0, within(1e-12));
  }

  @Test
  void calibratesOnlyOnLeftOutWearersOfTwoTestSetsOrMore() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "pairs", "pair-1", "pair-2");
    finished.add(1, "pair-1", 2, Map.of(), "1>1", "1>2");
    finished.add(2, "pair-1", 2, Map.of(), "1>1", "1>2");

    assertThat(CrossValidationResults.of(run, "pairs").orElseThrow().calibration()).isNull();
    assertThat(twoSeeds().calibration()).as("kfold").isNull();
  }

  private CalibrationResults calibration() throws IOException {
    return Objects.requireNonNull(
        CrossValidationResults.of(run, "loso").orElseThrow().calibration());
  }

  @Test
  void refusesFoldsOfDifferentSettings() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02");
    finished.add(1, "fold-01", 2, Map.of(), "1>1");
    finished.add(1, "fold-02", 3, Map.of(), "1>1");

    assertThatThrownBy(this::results)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fold-02 was trained with other settings than seed-1/fold-01")
        .hasMessageEndingWith("epochs 3, not 2");
  }

  @Test
  void refusesFoldsOfDifferentPlans() throws IOException {
    new FinishedFolds(run, "kfold", "fold-01", "fold-02").add(1, "fold-01", 2, Map.of(), "1>1");
    new FinishedFolds(run, "kfold", "fold-01").add(2, "fold-01", 2, Map.of(), "1>1");

    assertThatThrownBy(this::results)
        .hasMessageEndingWith(
            "test sets test set of fold-01, not test set of fold-01 test set of fold-02");
  }

  @Test
  void hasNoResultsWithoutFinishedFolds() throws IOException {
    assertThat(CrossValidationResults.of(run, "kfold")).isEmpty();
  }

  @Test
  void readsWhatItWrote() throws IOException {
    CrossValidationResults results = twoSeeds();
    Path file = ResultsFiles.write(run, results).resolve("results.json");
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1", "subject-2");
    finished.add(1, "subject-1", 2, Map.of(), "1>1", "1>2");
    finished.add(1, "subject-2", 2, Map.of(), "1>1", "2>1");
    CrossValidationResults calibrated = CrossValidationResults.of(run, "loso").orElseThrow();

    assertThat(CrossValidationResults.read(file)).isEqualTo(results);
    assertThat(
            CrossValidationResults.read(
                ResultsFiles.write(run, calibrated).resolve("results.json")))
        .isEqualTo(calibrated);
    assertThat(Files.readString(file)).contains("\"protocol\" : \"kfold\"");
  }

  @Test
  void refusesAnInvalidFileAndAnotherFormat() throws IOException {
    Path file = ResultsFiles.write(run, twoSeeds()).resolve("results.json");
    Files.writeString(file, Files.readString(file).replace("\"format\" : 3,", "\"format\" : 2,"));
    Path none = Files.writeString(run.resolve("none.json"), "[");

    assertThatThrownBy(() -> CrossValidationResults.read(file))
        .hasMessageContaining("results.json has format 2, and this version reads 3");
    assertThatThrownBy(() -> CrossValidationResults.read(none))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.json cannot be read");
  }

  @Test
  void writesTablesForOtherPrograms() throws IOException {
    Path folder = ResultsFiles.write(run, twoSeeds());

    assertThat(folder.resolve("confusion.csv"))
        .hasContent("actual\\predicted,sitting,standing\nsitting,8,1\nstanding,5,2\n");
    assertThat(folder.resolve("activities.csv"))
        .content()
        .startsWith("activity,segments,precision,recall,f1")
        .contains("standing,7,0.666667,0.285714,0.400000");
    assertThat(folder.resolve("folds.csv"))
        .content()
        .contains("seed-1/fold-01,1,test set of fold-01,100,4,0.750000,2.000000");
    assertThat(folder.resolve("worn-units.csv")).content().contains("torso,0.500000,0.000000,4");
  }

  @Test
  void leavesNoPartialFiles() throws IOException {
    Path folder = ResultsFiles.write(run, twoSeeds());

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void drawsTheMatrixLargeEnoughForNineteenActivities() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "loso", "subject-1");
    String[] named =
        IntStream.range(0, 10 * ActivityLabels.COUNT)
            .mapToObj(i -> (i % 19 + 1) + ">" + (i < 150 ? i % 19 + 1 : (i * 7) % 19 + 1))
            .limit(60)
            .toArray(String[]::new);
    finished.add(1, "subject-1", 2, Map.of(), named);
    Path file = run.resolve("confusion.png");

    ConfusionChart.write(CrossValidationResults.of(run, "loso").orElseThrow(), file);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isBetween(800, 2000);
    assertThat(picture.getHeight()).isBetween(800, 2000);
    assertThat(colors(picture)).isGreaterThan(10);
  }

  private static long colors(BufferedImage picture) {
    return IntStream.range(0, picture.getHeight())
        .flatMap(y -> IntStream.range(0, picture.getWidth()).map(x -> picture.getRGB(x, y)))
        .distinct()
        .count();
  }

  private CrossValidationResults twoSeeds() throws IOException {
    FinishedFolds finished = new FinishedFolds(run, "kfold", "fold-01", "fold-02");
    Map<String, Double> worn = Map.of("torso", 0.5);
    finished.add(1, "fold-01", 2, worn, "1>1", "1>1", "2>2", "2>1");
    finished.add(1, "fold-02", 2, worn, "1>1", "1>1", "2>1", "2>1");
    finished.add(2, "fold-01", 2, worn, "1>1", "1>1", "1>1", "2>2");
    finished.add(2, "fold-02", 2, worn, "1>1", "1>2", "2>1", "2>1");
    return results();
  }

  private CrossValidationResults results() throws IOException {
    return CrossValidationResults.of(run, "kfold").orElseThrow();
  }
}
