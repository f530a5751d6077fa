// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.settings.Hyperparameters;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ExitCode;

/** Options with invalid values are usage errors, found before any recording is read. */
class OptionChecksTest {

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train | --mixup 1e5 | --mixup 100000.0 is not from 0 to 8",
        "train | --mixup Infinity | --mixup Infinity is not from 0 to 8",
        "train | --epochs 2 --freeze 2147483647 | --freeze 2147483647 is not from 0 to",
        "train | --epochs 2147483647 | --epochs 2147483647 is not from 1 to 10000",
        "train | --batch 100000000 | --batch 100000000 is not from 2 to 4096",
        "train | --weight-decay 1e30 | --weight-decay 1.0E30 is not from 0 to 10",
        "train | --network 100000:1,1,1,1 | is not a width from 1 to 256",
        "train | --network 8:1,1,1,1000 | four numbers of blocks from 1 to 64",
        "train | --lr Infinity | --learning-rate Infinity is not above 0 and at most 100000",
        "train | --layer-rates 1e-3:Infinity | --layer-rates: the last rate Infinity is not above",
        "train | --threads 100000 | --threads 100000 is not from 1 to",
        "cross-validate --protocol kfold | --folds 100000 | --folds 100000 is not from 2 to 1000",
        "cross-validate --protocol rrss | --repeats 100000 | --repeats 100000 is not from 1 to",
        "train | --subjects 1 --exclude-subjects 1 | no subject is left: subject 1 without subject 1",
        "train | --subjects 2-1 | --subjects '2-1' are reversed: write 1-2",
        "train | --exclude-subjects 2-1 | --exclude-subjects: subjects '2-1' are reversed: write 1-2",
        "cross-validate --protocol random | --share 20 | --share 20.0 is not between 0 and 1",
        "train | --subjects 0-1 | --subjects '0-1' are not within 1 to 8",
        "train | --holdout foo | --holdout: 'foo' is not random:SHARE, subject:NUMBER, subjects:N-M",
        "cross-validate --protocol kfold --folds 3 | --only 4 | no fold 4: its folds are 1 to 3",
        "cross-validate --protocol pairs | --only 5 | no fold 5: its folds are 1 to 4",
        "cross-validate --protocol loso | --subject 9 | no fold 9: its folds are 1 to 8",
        "cross-validate --protocol loso --subjects 1-3 | --subject 5 | its folds are 1 to 3",
        "lr-find | --steps 1000000000 | --steps 1000000000 is not from 10 to 100000",
      })
  void countsAndRatesOfATrainingHaveBounds(String command, String options, String message) {
    String place = command.equals("lr-find") ? "--output" : "--run";

    int code =
        run("%s --data %s %s %s %s", command, missing(), place, folder.resolve("r"), options);

    assertUsage(message, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--compare 0 | --compare 0 is not from 1 to 100000",
        "--compare -1 | --compare -1 is not from 1 to",
        "--precision int8 --calibration 0 | --calibration 0 is not from 1 to",
        "--precision int8 --max-loss -1 | --max-loss -1.0 is not from 0 to 100",
        "--accuracy loso=1.5 | --accuracy loso 1.5 is not from 0 to 1",
        "--accuracy loso=NaN | --accuracy loso NaN is not from 0 to 1",
        "--model-version= | --model-version '' is not 1 to 100 characters without spaces",
      })
  void exportChecksItsOptionsBeforeItReadsTheRun(String options, String message) {
    String version = options.contains("--model-version") ? "" : "--model-version 1";

    int code =
        run(
            "export --data %s --run %s --output %s %s %s",
            missing(), folder.resolve("r"), folder.resolve("m.onnx"), version, options);

    assertUsage(message, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model-speed x --batch 100000000 | --batch 100000000 is not from 1 to 1024",
        "model-speed x --iterations 2147483647 | --iterations 2147483647 is not from 1 to",
        "model-speed x --iteration-millis 2147483647 | --iteration-millis 2147483647 is not from",
        "fit-simulator --table t --check c --segments 0 | --segments 0 is not from 1 to 10000",
      })
  void otherCountsHaveBounds(String line, String message) {
    assertUsage(message, run(line));
  }

  @Test
  void splitsWithoutSegmentsAreRejectedBeforeTraining() throws IOException {
    String data = new Recordings(3, 2, 2).folder(folder.resolve("data")).toString();
    Path run = folder.resolve("run");
    String part = "none of the 12 segments is in this part: take a larger share or fewer folds";

    assertUsage(
        "seed-1/fold-60: holdout fold:60:60: " + part,
        run("cross-validate --protocol kfold --folds 60 --only 60 --data %s --run %s", data, run));
    assertUsage(
        "validation random:0.01: " + part,
        run("train --data %s --run %s --validation random:0.01", data, run));
    assertUsage(
        "holdout random:0.01: " + part,
        run("train --data %s --run %s --holdout random:0.01", data, run));
    assertUsage(
        "validation subject:2 after holdout subject:2: subject 2 cannot be held out of subject 1",
        run("train --data %s --run %s --validation subject:2 --holdout subject:2", data, run));
    assertUsage(
        "seed-1/subject-1: validation subject:2 after holdout subject:1: subject 2 cannot be held out",
        run("cross-validate --protocol loso --data %s --run %s --validation subject:2", data, run));
    assertUsage(
        "validation random:0.01: " + part,
        run("lr-find --data %s --output %s --validation random:0.01", data, folder.resolve("lr")));
    assertThat(run).doesNotExist();
  }

  @Test
  void emptyPathsAreRejected() {
    List<String> lines =
        List.of(
            "train --run= --data d",
            "train --run r --data=",
            "train --run r --data d --from=",
            "lr-find --data d --output=",
            "cross-validate --protocol loso --data d --run=",
            "summarize --protocol loso --run=",
            "export --run= --data d --output o --model-version 1",
            "export --run r --data d --output= --model-version 1",
            "evaluate --data d --model=",
            "evaluate --data d --model m --predictions=",
            "fit-simulator --table= --check c",
            "model-speed m --json=",
            "report --output= --run r",
            "report --output o --results=",
            "fetch-data --to=");

    for (String line : lines) {
      assertUsage("it is empty; give a file or folder", run(line));
    }
  }

  @Test
  void outputsAreCheckedBeforeTheWorkAndNamedAsTheUserNamedThem() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path nowhere = folder.resolve("none/a.csv");
    String missingFolder = nowhere + ": the folder it should be in does not exist";

    assertFailure(
        missingFolder,
        run("evaluate --data %s --model %s --predictions %s", missing(), missing(), nowhere));
    assertFailure(missingFolder, run("model-speed %s --json %s", missing(), nowhere));
    assertFailure(missingFolder, run("report --run %s --output %s", missing(), nowhere));
    assertFailure(
        missingFolder,
        run("fit-simulator --data %s --check %s --table %s", missing(), missing(), nowhere));
    assertFailure(
        folder + " is a folder: give a file",
        run("export --run r --data d --output %s --model-version 1", folder));
    for (String output :
        List.of("train --run", "cross-validate --protocol loso --run", "lr-find --output")) {
      assertFailure(
          "%s cannot be a folder: %s is a file".formatted(file.resolve("sub"), file),
          run("%s %s --data %s", output, file.resolve("sub"), missing()));
    }
    assertThat(folder)
        .as("nothing is left behind")
        .isDirectoryNotContaining(it -> !it.equals(file));
  }

  @Test
  void theRecordingsToCheckInt8WithMustBeThere() {
    String export = "export --run r --data d --output %s --model-version 1 --check-data %s";
    Path output = folder.resolve("m.onnx");

    assertFailure(
        missing() + ": no such file or folder",
        run(export + " --precision int8", output, missing()));
    assertUsage("--check-data is for --precision int8", run(export, output, missing()));
  }

  @Test
  void errorsOfFilesSayWhatIsWrongInPlainWords() throws IOException {
    Path cut = Files.createDirectories(folder.resolve("cut"));
    Files.createFile(cut.resolve("checkpoint.safetensors"));
    Files.writeString(cut.resolve("run.json"), "{ \"settings\": {");

    assertFailure(
        "run.json cannot be read: Unexpected end-of-input",
        run(
            "train --data %s --run %s --resume",
            new Recordings(2, 1, 1).folder(folder.resolve("data")), cut));
    assertFailure(
        "model file %s is a folder: give an ONNX file".formatted(cut),
        run("evaluate --data %s --model %s", missing(), cut));
    assertUsage(
        "Value for option '--accuracy'",
        run("export --run r --data d --output o --model-version 1 --accuracy foo"));
  }

  @Test
  void commandsInAnotherEncodingAreNamed() throws IOException {
    Path commands = folder.resolve("commands.txt");
    Files.writeString(commands, "train --data M\u00fcller.zip", StandardCharsets.ISO_8859_1);

    assertFailure(
        commands + " is not in UTF-8",
        run("report --run r --output %s --commands %s", folder.resolve("o.html"), commands));
  }

  @Test
  void aResumedRunKeepsItsThreadsAndAFinishedOneSaysWhatToDo() throws IOException {
    String data = new Recordings(2, 1, 2).folder(folder.resolve("data")).toString();
    Path run = folder.resolve("run");
    String small = "--network 8:1,1,1,1 --batch 4 --epochs 1 --threads 1";
    assertThat(run("train --data %s --run %s %s", data, run, small)).as("%s", err).isZero();
    assertThat(run.resolve("run.json")).content().containsPattern("\"threads\" *: *1\\b");
    assertThat(RunDescription.of(run).threads()).hasValue(1);

    assertThat(run("train --data %s --run %s --resume", data, run)).as("%s", err).isZero();

    assertThat(out.toString())
        .containsOnlyOnce("the run is finished: use it with 'export --run', or train on with")
        .contains("'train --from " + run + " --run OTHER'");
    assertFailure(
        "contains no checkpoint to resume from: start the training without --resume",
        run("train --data %s --run %s --resume", data, folder));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1000, the loss diverged at the first learning rate (10.0): set another --from-rate",
    "1e-12, 1e-10, no learning rate up to 1.00e-10 lowered the loss: set another --from-rate"
  })
  void ratesWithoutASuggestionAreNoResult(double from, double to, String message)
      throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path output = folder.resolve("rates");

    int code =
        run(
            "lr-find --data %s --output %s --from-rate %s --to-rate %s --steps 20 --threads 1"
                + " --batch 8 --network 8:1,1,1,1",
            data, output, from, to);

    assertFailure(message, code);
    assertThat(output.resolve("lr-find.png")).isNotEmptyFile();
    assertThat(out.toString()).doesNotContain("suggested");
  }

  private void assertFailure(String message, int code) {
    assertThat(err.toString())
        .contains(message)
        .doesNotContain("Exception", "REDACTED", ".part", "option option");
    assertThat(code).isEqualTo(ExitCode.SOFTWARE);
    err.getBuffer().setLength(0);
  }

  @Test
  void everyNumberOfTheSettingsHasAnUpperBound() {
    Stream<Class<?>> records =
        Stream.concat(
            Stream.of(TrainingSettings.class),
            Hyperparameters.groups(TrainingSettings.class).values().stream());

    assertThat(records.flatMap(settings -> Hyperparameters.of(settings).stream()))
        .filteredOn(it -> it.type() == int.class || it.type() == double.class)
        .hasSizeGreaterThan(15)
        .allSatisfy(it -> assertThat(it.range()).as(it.name()).contains(" to "));
  }

  private Path missing() {
    return folder.resolve("none.zip");
  }

  /** Runs a command line; each {@code %s} is the next value, which may be several words. */
  private int run(String line, Object... values) {
    Iterator<Object> next = List.of(values).iterator();
    String[] words =
        Arrays.stream(line.split(" "))
            .map(word -> word.equals("%s") ? next.next().toString() : word)
            .flatMap(word -> Arrays.stream(word.split(" ")))
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new);
    return TrainerCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private void assertUsage(String message, int code) {
    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(ExitCode.USAGE);
    err.getBuffer().setLength(0);
  }
}
