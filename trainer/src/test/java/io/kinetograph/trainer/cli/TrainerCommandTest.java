// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl;
import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile.Speed;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.SmallNetwork;
import io.kinetograph.trainer.settings.Hyperparameters;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainerCommandTest {

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void trainsExportsEvaluatesAndFitsTheSimulator() throws IOException {
    String data = new Recordings(3, 2, 8).zip(folder.resolve("data.zip")).toString();
    Path model = folder.resolve("model.onnx");
    Path predictions = folder.resolve("predictions.csv");
    Path table = folder.resolve("motion.csv");
    String run = folder.resolve("run").toString();

    assertThat(train(data, run, "--epochs 4")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("validation set: none; test set: none; epochs done: 0 of 4", "epoch 4: loss")
        .contains("the run is in %s: epoch 4 of 4 is done%n".formatted(run))
        .endsWith(
            "next: kinetograph export --run %s --data %s --precision int8 --output model.onnx"
                    .formatted(run, data)
                + " --model-version VERSION%n".formatted());
    assertThat(
            export(data, run, model, "")
                + model(data, model, "--subjects 2 --predictions %s", predictions)
                + run(
                    "fit-simulator --data %s --table %s --check %s --segments 4",
                    data, table, model))
        .as(err.toString())
        .isZero();

    assertThat(Files.readAllLines(predictions)).hasSize(1 + 24);
    assertThat(Files.readAllLines(table)).hasSize(1 + 45);
    assertThat(out.toString())
        .contains("accuracy ", "of 24 segments", "of simulated segments", "model.onnx: ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTrainingEndsWithItsResultOnTheValidationSet() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    String run = folder.resolve("run").toString();
    String result = "; accuracy on the validation set [0-9.]+% \\(loss [0-9.]+\\)\\Rnext: ";

    assertThat(train(data, run, "--epochs 1 --validation subject:2")).isZero();
    assertThat(out.toString())
        .contains("validation set: 12 segments; test set: none")
        .containsPattern(": epoch 1 of 1 is done" + result);

    out.getBuffer().setLength(0);
    assertThat(train(data, run + "2", "--epochs 2 --validation subject:2 --patience 2")).isZero();
    assertThat(out.toString())
        .contains(" was the best on the validation set: its weights are kept")
        .containsPattern(": epoch 2 of 2 is done" + result);
  }

  @Test
  void evaluatesByMountingAndWithSensorFaults() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path model = folder.resolve("model.onnx");
    String run = folder.resolve("run").toString();
    assertThat(train(data, run, "--epochs 1") + export(data, run, model, ""))
        .as(err.toString())
        .isZero();
    out.getBuffer().setLength(0);

    assertThat(model(data, model, "--mounting all --draws 2 --by-units")).isZero();

    String figures =
        ": accuracy [0-9.]+%, coarse accuracy [0-9.]+%, expected calibration error [0-9.]+\\R";
    String all = out.toString();
    for (String name :
        List.of(
            "as-recorded",
            "tilted-15",
            "tilted-30",
            "one-upside-down",
            "upside-down",
            "exchanged",
            "about-gravity",
            "any",
            "any, torso-right-arm-right-leg")) {
      assertThat(all).containsPattern("mounting " + name + figures);
    }
    assertThat(all)
        .contains("only torso-and-right-leg worn: ")
        .containsPattern(
            "\\Rexpected calibration error [0-9.]+ \\(15 bins, temperature 1.0: not calibrated")
        .containsPattern("\\Rcoarse accuracy [0-9.]+%\\Raccuracy [0-9.]+% of 24 segments");

    out.getBuffer().setLength(0);
    assertThat(model(data, model, "--mounting upside-down,any --sensor-faults --seed 2")).isZero();
    assertThat(out.toString())
        .containsPattern(
            "mounting upside-down, sensor-faults"
                + figures
                + "mounting any, sensor-faults"
                + figures)
        .doesNotContain("as-recorded");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void activitiesThatTheModelDoesNotHaveCountInNoFigure() throws IOException {
    String known = new Recordings(2, 2, 4).folder(folder.resolve("known")).toString();
    Path more = new Recordings(3, 2, 4).folder(folder.resolve("more"));
    Path model = folder.resolve("model.onnx");
    Path predictions = folder.resolve("predictions.csv");
    String run = folder.resolve("run").toString();
    String all = "--mounting any,upside-down --by-units --unknown-motions --predictions %s";
    assertThat(train(known, run, "--epochs 1") + export(known, run, model, ""))
        .as(err.toString())
        .isZero();

    assertThat(figures(known, model, all, predictions))
        .contains("of 16 segments")
        .doesNotContain("does not have")
        .isEqualTo(
            figures(more, model, all, predictions)
                .replace(
                    "note: 8 of 24 segments are of activities that the model does not have"
                        + " (lying-on-back): no figure counts them%n".formatted(),
                    ""));
    assertThat(Files.readAllLines(predictions)).as("of every segment").hasSize(1 + 24);

    Path others =
        new SyntheticRecordings(List.of(3), List.of(1, 2), 4, 0).writeFolder(folder.resolve("a3"));
    assertFails(
        model(others, model, ""),
        "none of the 8 segments is of an activity that the model has (sitting, standing): choose"
            + " other recordings or another model");
  }

  /** What evaluate prints after the summary of the recordings. */
  private String figures(Object data, Path model, String more, Object... values) {
    out.getBuffer().setLength(0);
    assertThat(model(data, model, more, values)).as(err.toString()).isZero();
    return out.toString().substring(out.toString().indexOf("activity "));
  }

  @Test
  void finishedFoldsOfOtherSettingsAreRefusedBeforeTheRecordingsAreRead() throws IOException {
    String data = new Recordings(2, 2, 4).folder(folder.resolve("data")).toString();
    Path none = folder.resolve("none.zip");
    String quick = "--subject 1 --batch 8 --threads 1 --epochs ";
    assertThat(evaluate(data, "loso", quick + 1)).as(err.toString()).isZero();

    assertFails(
        evaluate(none, "loso", quick + 2),
        "seed-1/subject-1 contains a fold with other settings: epochs 1, not 2");
    Path metadata = folder.resolve("evaluated/loso/seed-1/subject-1/fold.json");
    Files.writeString(
        metadata,
        Files.readString(metadata).replaceFirst("\"modelFormat\" : ", "\"modelFormat\" : 9"));
    assertFails(
        evaluate(none, "loso", quick + 1), "subject-1 is a fold of another version of the model");
  }

  @Test
  void theCardNamesTheTrainingDataNotTheExportData() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path model = folder.resolve("model.onnx");
    String run = folder.resolve("run").toString();

    assertThat(train(data, run, "--epochs 1 --subjects 1")).isZero();
    assertThat(export(data, run, model, "")).as(err.toString()).isZero();

    assertThat(card(model).get("kinetograph.training-data"))
        .contains("by subject 1 ")
        .contains("1 of 1 epochs");

    String note =
        "note: recordings of subject 1 were used to train the model or to choose its epoch, so";
    assertThat(model(data, model, "--subjects 2")).isZero();
    assertThat(out.toString()).doesNotContain(note);
    assertThat(model(data, model, "")).isZero();
    assertThat(out.toString()).contains(note);
  }

  @Test
  void theCardNamesTheSubjectsThatChoseTheEpoch() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path model = folder.resolve("model.onnx");
    String run = folder.resolve("run").toString();
    String note = "note: recordings of subject 2 were used to train the model or to choose its";

    assertThat(train(data, run, "--epochs 1 --validation subject:2")).isZero();
    assertThat(export(data, run, model, "")).as(err.toString()).isZero();
    assertThat(card(model).get("kinetograph.training-data")).doesNotContain("subject 2");
    assertThat(model(data, model, "--subjects 2")).isZero();
    assertThat(out.toString()).doesNotContain("note: recordings of");

    assertThat(train(data, run + "2", "--epochs 1 --validation subject:2 --patience 5")).isZero();
    assertThat(export(data, run + "2", model, "")).as(err.toString()).isZero();
    assertThat(card(model).get("kinetograph.training-data"))
        .containsSubsequence("by subject 1 ", "; best epoch chosen by ", "by subject 2 ");
    assertThat(model(data, model, "--subjects 2")).isZero();
    assertThat(out.toString()).contains(note);
  }

  @Test
  void theCardOfALaterRunNamesTheSubjectsOfTheEarlierRunToo() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path model = folder.resolve("model.onnx");
    String first = folder.resolve("first").toString();
    String second = folder.resolve("second").toString();

    assertThat(train(data, first, "--epochs 1 --subjects 1")).isZero();
    assertThat(train(data, second, "--epochs 1 --holdout subject:1 --from %s", first)).isZero();
    assertThat(out.toString())
        .contains(
            first
                + " was trained on 12 of the 12 segments of the test set subject:1; the accuracy"
                + " on this test set is not that of new wearers");
    assertThat(export(data, second, model, "")).as(err.toString()).isZero();

    assertThat(card(model).get("kinetograph.training-data"))
        .containsSubsequence("by subject 2 ", ", after ", "by subject 1 ", "1 of 1 epochs");
    assertThat(model(data, model, "--subjects 1")).isZero();
    assertThat(out.toString())
        .contains("note: recordings of subject 1 were used to train the model or to choose its");
  }

  /** Gives the segments large energies, but a small one to the first of each file. */
  private static void giveEnergies(Path folds) throws IOException {
    try (Stream<Path> files = Files.walk(folds)) {
      for (Path file : files.filter(f -> f.toString().contains("predictions")).toList()) {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        for (int i = 1; i < lines.size(); i++) {
          String[] cells = lines.get(i).split(",", -1);
          for (int cell = cells.length - 3; cell < cells.length; cell++) {
            cells[cell] = Float.toString(Float.parseFloat(cells[cell]) + (i == 1 ? -9 : 9));
          }
          lines.set(i, String.join(",", cells));
        }
        Files.write(file, lines);
      }
    }
  }

  @Test
  void exportsTemperatureAndEnergyThresholdThatAreFittedOnLeftOutWearers() throws IOException {
    String data = new Recordings(3, 3, 4).folder(folder.resolve("data")).toString();
    String run = folder.resolve("run").toString();
    Path folds = folder.resolve("evaluated");
    Path model = folder.resolve("model.onnx");
    String folded = "--by-mounting --epochs 1 --batch 8 --ema-decay 0.9 --threads 1";
    String same = " --unit-dropout 0 --rotation 0 --mixup 0";
    assertThat(
            train(data, run, "--epochs 1 --seed 2")
                + evaluate(data, "loso", folded + same + " --only 1"))
        .as(err.toString())
        .isZero();

    assertFails(
        export(data, run, model, "--calibrated-by %s", folder.resolve("none")),
        "none/loso does not contain finished folds of two wearers or more");
    assertFails(
        export(data, run, model, "--calibrated-by %s", folds),
        "evaluated/loso does not contain finished folds of two wearers or more");
    assertThat(evaluate(data, "loso", folded + same + " --only 2")).isZero();
    assertFails(
        export(data, run, model, "--calibrated-by %s", folds),
        "evaluated/loso lacks the folds seed-1/subject-3: finish the cross-validation");
    assertThat(evaluate(data, "loso", folded + same)).as(err.toString()).isZero();
    giveEnergies(folds);
    assertThat(export(data, run, model, "--calibrated-by %s", folds)).isZero();
    Path results = folds.resolve("loso/results.json");
    double fitted = JsonFile.read(results, FittedResults.class).calibration().temperature();
    assertThat(card(model))
        .containsEntry("kinetograph.temperature", Double.toString(fitted))
        .containsEntry("kinetograph.groups", "sitting\nstanding\nlying");
    assertThat(out.toString())
        .contains(String.format(Locale.ROOT, "on all: %.3f", fitted))
        .contains(
            String.format(
                Locale.ROOT,
                "confidences are calibrated: temperature %.3f; energy threshold ",
                fitted));
    double threshold = Double.parseDouble(card(model).get("kinetograph.energy-threshold"));
    assertThat(threshold).isNegative();
    assertThat(model(data, model, "--mounting any --unknown-motions")).isZero();
    assertThat(out.toString())
        .containsPattern("mounting any: .*, called unknown [0-9.]+%\\R")
        .containsPattern("unknown motion shaking: AUROC [01].[0-9]{4}, called unknown [0-9.]+%\\R")
        .contains(String.format(Locale.ROOT, "energy threshold %.3f, called unknown ", threshold));
    assertThat(export(data, run, model, "--calibrated-by %s --false-unknowns 0.5", folds)).isZero();
    assertThat(card(model))
        .containsEntry("kinetograph.energy-threshold", Double.toString(Math.log(3) + 0.5));
    assertThat(out.toString()).contains(" (15 bins, temperature " + fitted + ")");
    assertThat(export(data, run, model, "")).isZero();
    assertThat(card(model))
        .containsEntry("kinetograph.temperature", "1.0")
        .doesNotContainKey("kinetograph.energy-threshold");
    out.getBuffer().setLength(0);
    assertThat(model(data, model, "--unknown-motions --seed 2 --sensor-faults")).isZero();
    assertThat(out.toString())
        .containsPattern("unknown motion lying-on-vibrating-table: AUROC [01].[0-9]{4}\\R")
        .doesNotContain("called unknown");
    assertThat(export(data, run, model, "")).isZero();
    assertThat(out.toString()).contains("confidences are not calibrated: give --calibrated-by");

    assertThat(train(data, run + "2", "--epochs 2")).isZero();
    assertFails(
        export(data, run + "2", model, "--calibrated-by %s", folds),
        "evaluated/loso was trained with other settings than the network to export: epochs 1, not"
            + " 2");
    Files.delete(folds.resolve("loso/seed-1/subject-3/predictions-any-1.csv"));
    assertFails(
        export(data, run, model, "--calibrated-by %s", folds),
        "subject-3 lacks predictions with the units in any orientation: give cross-validate"
            + " --by-mounting");
  }

  private record FittedResults(Fitted calibration) {

    private record Fitted(double temperature) {}
  }

  private static Map<String, String> card(Path model) throws IOException {
    Map<String, String> card = new HashMap<>();
    OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model))
        .getMetadataPropsList()
        .forEach(entry -> card.put(entry.getKey(), entry.getValue()));
    return card;
  }

  @Test
  void exportsARunAsInt8AndMeasuresItsSpeed() throws IOException {
    String data = new Recordings(3, 2, 8).zip(folder.resolve("data.zip")).toString();
    String run = folder.resolve("run").toString();
    Path whole = folder.resolve("float32.onnx");
    Path small = folder.resolve("int8.onnx");
    Path json = folder.resolve("speed.json");

    assertThat(train(data, run, "--epochs 2 --holdout subject:2")).isZero();
    assertThat(
            export(data, run, whole, "")
                + export(data, run, small, "--precision int8 --max-loss 100")
                + run(
                    "model-speed %s %s --batch 1,2 --iterations 2 --iteration-millis 1 --json %s",
                    whole, small, json))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .contains("int8 ranges by MSE range search from 24 segments of 3 activities by subject 1 ")
        .contains("on 24 segments of the run's test set: accuracy ")
        .containsPattern("int8.onnx +0\\.. +2 ");
    assertThat(SpeedFile.read(json).speeds())
        .extracting(Speed::file, Speed::batch)
        .containsExactly(
            tuple("float32.onnx", 1),
            tuple("float32.onnx", 2),
            tuple("int8.onnx", 1),
            tuple("int8.onnx", 2));
    assertThat(Files.size(small)).isLessThan(Files.size(whole));

    assertThat(export(data, run, small, "--precision int8 --check-data %s", data)).isLessThan(2);
    assertThat(out + err.toString()).containsPattern("on 24 segments of data|of 24 segments right");
    String others = new Recordings(3, 2, 4).folder(folder.resolve("others")).toString();
    Path none = folder.resolve("none.onnx");
    assertThat(export(others, run, none, "--precision int8 --max-loss 100")).isEqualTo(1);
    assertThat(err.toString()).contains("the data are not those that the run in " + run);
    assertThat(none).doesNotExist();
    err.getBuffer().setLength(0);
    assertUsage(
        "--max-loss -1.0 is not", export(data, run, small, "--precision int8 --max-loss -1"));
    assertUsage(
        "calibration 0 is not", export(data, run, small, "--precision int8 --calibration 0"));
    assertUsage("'int4'", export(data, run, small, "--precision int4"));
    assertUsage("--batch 0 is not from 1 to 1024", run("model-speed x --batch 0"));
    assertUsage(
        "--iterations 0 is not from 1 to 100000",
        run("model-speed x --iterations 0 --iteration-millis 1"));
    assertThat(run("model-speed none.onnx")).isEqualTo(1);
    assertThat(err.toString()).contains("none.onnx does not exist");
  }

  @Test
  void evaluatesALeftOutSubject() throws IOException {
    String data = new Recordings(2, 2, 4).folder(folder.resolve("data")).toString();

    int code =
        evaluate(data, "loso", "--subject 2 --freeze 1 --epochs 1 --lr auto --batch 4 --threads 1");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("test set: 8 segments; epochs done: 0 of 2", "of 8 segments")
        .containsOnlyOnce("learning rate found: ")
        .containsSubsequence(
            "epoch 1: ", "; 43% done", "epoch 2: ", "; 86% done", "of 8 segments; 100% done");
  }

  @Test
  void findsALearningRate() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path output = folder.resolve("rates");

    int code =
        run(
            "lr-find --data %s --output %s --steps 12 --batch 8 --network %s --threads 1",
            data, output, SmallNetwork.SIZE.text());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("suggested learning rate: ");
    assertThat(Files.readAllLines(output.resolve("lr-find.csv"))).hasSizeBetween(2, 13);
    BufferedImage plot = ImageIO.read(output.resolve("lr-find.png").toFile());
    assertThat(plot.getWidth()).isEqualTo(900);
  }

  @Test
  void evaluatesByPairsWithSeveralSeedsAndSummarizes() throws IOException {
    String data = new Recordings(2, 3, 3).folder(folder.resolve("data")).toString();

    int code =
        evaluate(
            data,
            "pairs",
            "--seeds 3,4 --by-units --by-mounting --only 2 --epochs 1 --batch 4 --threads 1");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("note: pair 2 is only subject 3: the data have no recordings of subject 4")
        .contains("note: pair 3 is left out: the data have no recordings of subjects 5,6")
        .contains("seed-4/pair-2 (2 of 2): accuracy ")
        .contains("100% done, about 0 min left")
        .contains("missing: 2 of 4 folds: seed-3/pair-1, seed-4/pair-1")
        .contains("torso-and-right-leg", "one-upside-down", "as-recorded, sensor-faults");
    assertThat(folder.resolve("evaluated/pairs/seed-3/pair-2/predictions.csv")).exists();
    assertThat(folder.resolve("evaluated/pairs/confusion.png")).isNotEmptyFile();

    out.getBuffer().setLength(0);
    assertThat(run("summarize --protocol pairs --run %s", folder.resolve("evaluated"))).isZero();
    assertThat(out.toString()).contains("pairs, seeds 3,4: ").doesNotContain("epoch 1:");
  }

  @Test
  void leavesAGroupOfActivitiesOutAndSummarizes() throws IOException {
    String data = new Recordings(4, 2, 3).folder(folder.resolve("data")).toString();

    assertThat(evaluate(data, "unknown-groups", "--only 3 --epochs 1 --batch 4 --threads 1"))
        .as(err.toString())
        .isZero();
    assertUsage(
        "seed-1/standing: holdout unknown:2,7,8:2: activities 2,7,8 cannot be left out: subject 2 has recordings of",
        evaluate(data, "unknown-groups", "--only 2 --epochs 1 --batch 4 --threads 1"));

    out.getBuffer().setLength(0);
    assertThat(run("summarize --protocol unknown-groups --run %s", folder.resolve("evaluated")))
        .isZero();
    assertThat(out.toString())
        .containsPattern("\\Rlying +[01].[0-9]{4} +-\\R")
        .contains("worst: lying, AUROC ", "macro F1", "over all 6 segments");
  }

  @Test
  void countsFrozenEpochsInTheProgressOfAProtocol() throws IOException {
    String data = new Recordings(2, 2, 3).folder(folder.resolve("data")).toString();

    assertThat(evaluate(data, "loso", "--only 1 --batch 8 --epochs 1 --freeze 1"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .contains("epochs done: 0 of 2")
        .containsPattern("epoch 1: .*; 43% done")
        .containsPattern("epoch 2: .*; 86% done")
        .containsPattern("accuracy .* of 6 segments; 100% done");
  }

  @Test
  void aLaterRunTakesTheNetworkSettingsOfTheEarlierRun() throws IOException {
    String data = new Recordings(2, 2, 3).folder(folder.resolve("data")).toString();
    String first = folder.resolve("first").toString();
    Path second = folder.resolve("second");

    assertThat(
            train(data, first, "--epochs=1 --holdout=subject:2 --high-percentile=99 --posture=4")
                + train(data, second, "--epochs=1 --from %s", first)
                + evaluate(data, "loso", "--only=2 --epochs=1 --batch=8 --from %s", first))
        .as(err.toString())
        .isZero();

    try (NDManager manager = PyTorch.newManager()) {
      TrainingSettings settings = TrainedModel.read(second, manager).settings();
      assertThat(settings.preprocessing().highPercentile()).isEqualTo(99);
      assertThat(settings.preprocessing().posture()).isEqualTo(4);
    }
    assertThat(folder.resolve("evaluated/loso/seed-1/subject-2/fold.json"))
        .content()
        .containsPattern("\"high-percentile\" *: *\"99.0\"");
  }

  @Test
  void reportsThatThereIsNothingToSummarize() {
    int code = run("summarize --protocol loso --run %s", folder);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("contains no finished fold of loso");
  }

  @Test
  void reportsInvalidDataInOneSentence() {
    int code = train(folder.resolve("none.zip"), folder.resolve("run"), "");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().strip())
        .endsWith("none.zip: no such file or folder")
        .doesNotContain("\n");
  }

  @Test
  void showsTheStackTraceOnRequest() {
    train(folder.resolve("none.zip"), folder.resolve("run"), "--verbose");

    assertThat(err.toString()).contains("\tat io.kinetograph.trainer");
  }

  @Test
  void refusesInvalidOptionValues() throws IOException {
    String data = new Recordings(2, 1, 1).folder(folder.resolve("data")).toString();
    String run = folder.resolve("run").toString();

    assertUsage("--epochs 0 is not from 1 to 10000", train(data, run, "--epochs 0"));
    assertUsage("'9'", train(data, run, "--subjects 9"));
    assertUsage("'often' is not", train(data, run, "--validation often"));
    assertUsage("'fast' is not a number or auto", train(data, run, "--lr fast"));
    assertUsage("--patience 3 needs a validation set", train(data, run, "--patience 3"));
    assertUsage("layer-rates '1' are not LOW:HIGH", train(data, run, "--layer-rates 1"));
    assertUsage("mutually exclusive", train(data, run, "--from a --pretrained b"));
    assertUsage("--jitter -1.0 is not", train(data, run, "--jitter -1"));
    assertUsage("Unknown option: '--color=red'", train(data, run, "--color=red"));
    assertUsage("--run", run("train --data %s", data));
    assertUsage("No command is given.", run(""));
    assertUsage(
        "kfold has no fold 0: its folds are ", evaluate(data, "kfold", "--folds 10 --only 0"));
    assertUsage("--repeats 0 is not from 1 to 1000", evaluate(data, "rrss", "--repeats 0"));
    assertUsage("--folds 1 is not from 2 to 1000", evaluate(data, "kfold", "--folds 1"));
    assertUsage("--share 1.5 is not between 0 and 1", evaluate(data, "random", "--share 1.5"));
    assertUsage(
        "needs two subjects or more, and the data have only subject 1", evaluate(data, "loso", ""));
    assertUsage("--subject is for --protocol loso", evaluate(data, "kfold", "--subject 2"));
    assertUsage("cannot be given together", evaluate(data, "loso", "--seed 1 --seeds 2"));
    assertUsage("Unknown options: '--predictions'", evaluate(data, "loso", "--predictions x.csv"));
    assertUsage("pairs needs two pairs of subjects or more", evaluate(data, "pairs", ""));
    assertUsage("--data", run("cross-validate --protocol loso --run %s", run));
    assertUsage("--run", run("cross-validate --data %s --protocol random", data));
    assertUsage("--protocol", run("summarize --run %s", run));
    assertUsage("--model", run("evaluate --data %s", data));
    assertUsage(
        "cannot be given with --resume: the run's own settings hold",
        run("train --data %s --run %s --resume --seed 2", data, run));
    for (String option :
        List.of("--batch", "--holdout", "--subjects", "--from", "--learning-rate")) {
      String value = option.equals("--holdout") ? "subject:1" : "2";
      assertUsage(
          option + " cannot be given with --resume",
          run("train --data %s --run %s --resume %s %s", data, run, option, value));
    }
  }

  @Test
  void refusesOptionsWithoutEffect() throws IOException {
    String data = folder.resolve("none.zip").toString();
    String run = folder.resolve("run").toString();
    Path file = folder.resolve("model.onnx");

    assertUsage("Unknown options: '--epochs', '2'", model(data, file, "--epochs 2"));
    assertUsage("Unknown options: '--run'", model(data, file, "--run %s", run));
    assertUsage("--seed is for --mounting, --sensor-faults and", model(data, file, "--seed 2"));
    assertUsage("--draws is for --mounting", model(data, file, "--draws 2 --sensor-faults"));
    assertUsage("--mounting 'askew' is unknown", model(data, file, "--mounting any,askew"));
    assertUsage("--draws 0 is not from 1", model(data, file, "--mounting any --draws 0"));
    assertUsage("Unknown options: '--seeds', '1'", model(data, file, "--seeds 1"));
    assertUsage("--false-unknowns is for --cal", export(data, run, file, "--false-unknowns 0.1"));
    assertUsage(
        "--false-unknowns 1.0 is not from 0 to below 1",
        export(data, run, file, "--calibrated-by %s --false-unknowns 1", run));
    assertUsage(
        "--from is not for --protocol unknown-groups: the earlier run knows the activities",
        evaluate(data, "unknown-groups", "--from %s", run));
    assertUsage("--share is for --protocol random", evaluate(data, "kfold", "--share 0.1"));
    assertUsage("--repeats is for --protocol rrss", evaluate(data, "random", "--repeats 2"));
    assertUsage("--folds is for --protocol kfold", evaluate(data, "loso", "--folds 5"));
    assertUsage(
        "Unknown option: '--by-units'", run("summarize --protocol loso --run %s --by-units", run));
    for (String option : List.of("--calibration", "--max-loss", "--check-data")) {
      assertUsage(option + " is for --precision int8", export(data, run, file, "%s 1", option));
    }
    assertUsage(
        "--compare is for --precision float32",
        export(data, run, file, "--precision int8 --compare 9"));
    for (String option : List.of("--posture", "--low-percentile")) {
      assertUsage(
          option + " cannot be given with --from", train(data, run, "--from %s %s 1", run, option));
    }
    assertUsage(
        "--network cannot be given with --from",
        train(data, run, "--from %s --network %s", run, SmallNetwork.SIZE.text()));
    assertUsage(
        "--high-percentile cannot be given with --from",
        evaluate(data, "loso", "--from %s --high-percentile 99", run));
    assertUsage(
        "--learning-rate is for the epochs of --freeze",
        train(data, run, "--layer-rates 1e-4:1e-2 --lr 1e-3"));
    assertUsage(
        "--learning-rate is for the epochs of --freeze",
        train(data, run, "--freeze 0 --layer-rates 1e-4:1e-2 --lr 1e-3"));
    String missing = folder.resolve("none.zip").toString();
    assertFails(
        train(missing, run, "--layer-rates none --lr 1e-3"), "none.zip: no such file or folder");
  }

  @Test
  void checksEveryRangeBeforeItReadsTheRecordings() {
    String data = folder.resolve("none.zip").toString();
    String run = folder.resolve("run").toString();

    assertUsage("low-percentile 100.0 is not below", train(data, run, "--low-percentile 100"));
    assertUsage(
        "high-percentile 101.0 is not from 0 to 100", train(data, run, "--high-percentile 101"));
    assertUsage("weight-decay NaN is not from 0 to 10", train(data, run, "--weight-decay NaN"));
    assertUsage("learning-rate", train(data, run, "--lr Infinity"));
    assertUsage(
        "label-smoothing 1.0 is not from 0 to below 1", train(data, run, "--label-smoothing 1"));
    assertUsage("ema-decay 1.0 is not from 0 to below 1", train(data, run, "--ema-decay 1"));
    assertUsage("exchange 1.5 is not from 0 to 1", train(data, run, "--exchange 1.5"));
    assertUsage("'--epochs': 'x' is not an int", train(data, run, "--epochs x"));
    assertUsage("--network: '8:1' is not", train(data, run, "--network 8:1"));
  }

  @Test
  void everyNumberOfTheSettingsHasAnOptionThatIsChecked() {
    String data = folder.resolve("none.zip").toString();
    String run = folder.resolve("run").toString();
    List<Hyperparameters.Definition> all =
        new ArrayList<>(Hyperparameters.of(TrainingSettings.class));
    Hyperparameters.groups(TrainingSettings.class)
        .values()
        .forEach(group -> all.addAll(Hyperparameters.of(group)));

    assertThat(all).hasSizeGreaterThan(20);
    for (Hyperparameters.Definition definition : all) {
      String option = "--" + definition.name();
      if (definition.type() == double.class) {
        assertUsage(
            option + " NaN is not " + definition.range(),
            run("train --data %s --run %s %s NaN", data, run, option));
      } else if (definition.type() != boolean.class) {
        assertUsage(
            definition.name(), run("train --data %s --run %s %s nothing", data, run, option));
      }
    }
  }

  @Test
  void refusesInvalidOptionsBeforeItReadsTheRecordings() {
    String data = folder.resolve("none.zip").toString();
    String run = folder.resolve("run").toString();
    String missing = folder.resolve("missing.safetensors").toString();

    assertUsage("--share 3.0 is not between 0 and 1", evaluate(data, "rrss", "--share 3"));
    assertUsage("--holdout: 'half' is not", train(data, run, "--holdout half"));
    assertUsage("--validation: share 2.0 is not", train(data, run, "--validation random:2"));
    assertUsage("give --validation", train(data, run, "--patience 3"));
    for (String option : List.of("--pretrained", "--from")) {
      assertThat(train(data, run, "%s %s", option, missing)).isEqualTo(1);
      assertThat(evaluate(data, "loso", "%s %s", option, missing)).isEqualTo(1);
      assertThat(err.toString().lines()).containsOnly(missing + ": no such file or folder");
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void checksOutputsAndModelsBeforeItReadsTheRecordings() throws IOException {
    String data = folder.resolve("none.zip").toString();
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.createFile(run.resolve("checkpoint.safetensors"));
    Path model = folder.resolve("none").resolve("model.onnx");
    Path file = Files.createFile(folder.resolve("file"));

    assertFails(train(data, run, ""), "run already contains a run: continue it with --resume");
    assertFails(run("train --data %s --run %s --resume", data, run), "run.json does not exist");
    assertFails(export(data, run, model, ""), "the folder it should be in does not exist");
    assertFails(model(data, model, ""), "none/model.onnx does not exist");
    assertFails(run("lr-find --data %s --output %s", data, file), "/file is a file, not a folder");
  }

  @Test
  void trainsInAFolderOneProcessAtATime() throws IOException {
    String data = new Recordings(2, 1, 2).zip(folder.resolve("data.zip")).toString();
    Path fresh = folder.resolve("fresh");
    Path begun = Files.createDirectories(folder.resolve("begun"));
    Files.createFile(begun.resolve("checkpoint.safetensors"));
    String start = "train --data %s --run %s";
    String resume = start + " --resume";

    for (Path place : List.of(fresh, begun)) {
      FolderLock lock = FolderLock.take(place).orElseThrow();
      assertFails(
          run(place.equals(fresh) ? start : resume, data, place),
          "another process is training in " + place + ": wait until");
      lock.close();
    }
    // Once the lock is released, the command finds that the folder has no run to resume.
    assertFails(run(resume, data, begun), begun.toString());
    String broken = Files.createFile(folder.resolve("broken.safetensors")).toString();
    Path unused = folder.resolve("unused");
    assertFails(run("train --data %s --run %s --pretrained %s", data, unused, broken), broken);
    assertThat(unused).as("the folder of a run that never began").doesNotExist();
    Path made = Files.createDirectory(folder.resolve("made"));
    assertFails(run("train --data %s --run %s --pretrained %s", data, made, broken), broken);
    assertThat(made).as("a folder that was there before").isEmptyDirectory();
    assertFails(
        run("train --data %s --run %s --resume", data, folder),
        folder + " contains no checkpoint to resume from");
  }

  private void assertFails(int code, String message) {
    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    err.getBuffer().setLength(0);
  }

  @Test
  void explainsEveryCommand() {
    CommandLine root = TrainerCommand.commandLine();
    List<String> commands = new ArrayList<>(root.getSubcommands().keySet());

    assertThat(commands)
        .contains(
            "fetch-data",
            "train",
            "lr-find",
            "export",
            "evaluate",
            "cross-validate",
            "summarize",
            "fit-simulator",
            "model-speed");
    for (String command : commands) {
      assertThat(run(command + " --help")).isZero();
    }
    assertThat(out.toString()).contains("Usage: kinetograph train", "default: all cores");
  }

  private int train(Object data, Object run, String more, Object... values) {
    String fast = " --batch 8 --ema-decay 0.9 --unit-dropout 0 --rotation 0 --mixup 0 --threads 1";
    return execute(words("train --data %s --run %s" + fast, data, run), sized(words(more, values)));
  }

  /** Cross-validates in the folder {@code evaluated}. */
  private int evaluate(Object data, String protocol, String more, Object... values) {
    Path run = folder.resolve("evaluated");
    return execute(
        words("cross-validate --data %s --protocol %s --run %s", data, protocol, run),
        sized(words(more, values)));
  }

  /** Asks for a small network, unless the words or an earlier run say how large it is. */
  private static List<String> sized(List<String> words) {
    return words.contains("--from") || words.contains("--network")
        ? words
        : Stream.concat(words.stream(), Stream.of("--network", SmallNetwork.SIZE.text())).toList();
  }

  private int export(Object data, Object run, Path model, String more, Object... values) {
    return execute(
        words("export --data %s --run %s --output %s --model-version 1", data, run, model),
        words(more, values));
  }

  private int model(Object data, Path model, String more, Object... values) {
    return execute(words("evaluate --data %s --model %s", data, model), words(more, values));
  }

  private int run(String line, Object... values) {
    return execute(words(line, values), List.of());
  }

  /** The words of a command line; each {@code %s} is the next value, which may have spaces. */
  private static List<String> words(String line, Object... values) {
    Iterator<Object> next = List.of(values).iterator();
    return line.isEmpty()
        ? List.of()
        : Arrays.stream(line.split(" "))
            .map(word -> word.equals("%s") ? next.next().toString() : word)
            .toList();
  }

  private int execute(List<String> command, List<String> more) {
    return TrainerCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(Stream.concat(command.stream(), more.stream()).toArray(String[]::new));
  }

  private void assertUsage(String message, int code) {
    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines()).as("the help would hide it").hasSizeLessThan(5);
    err.getBuffer().setLength(0);
  }
}
