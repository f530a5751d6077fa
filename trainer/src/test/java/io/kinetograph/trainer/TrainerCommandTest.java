package io.kinetograph.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import io.kinetograph.trainer.dataset.Recordings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainerCommandTest {

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void goesTheWholeWayFromRecordingsToASimulatorsTable() throws IOException {
    String data = new Recordings(3, 2, 8).zip(folder.resolve("data.zip")).toString();
    String model = folder.resolve("model.onnx").toString();
    Path predictions = folder.resolve("predictions.csv");
    Path table = folder.resolve("motion.csv");
    String run = folder.resolve("run").toString();

    assertThat(train(data, run, "--epochs", "4")).isZero();
    assertThat(out.toString()).contains("epoch 4: loss");
    assertThat(
            run("export", "--data", data, "--run", run, "--output", model, "--model-version", "1")
                + run(
                    "evaluate",
                    "--data",
                    data,
                    "--model",
                    model,
                    "--subjects",
                    "2",
                    "--predictions",
                    predictions.toString())
                + run(
                    "fit-simulator",
                    "--data",
                    data,
                    "--table",
                    table.toString(),
                    "--check",
                    model,
                    "--segments",
                    "4"))
        .as(err.toString())
        .isZero();

    assertThat(Files.readAllLines(predictions)).hasSize(1 + 24);
    assertThat(Files.readAllLines(table)).hasSize(1 + 45);
    assertThat(out.toString())
        .contains("accuracy ", "of 24 segments", "of simulated segments", "model.onnx: ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theCardSaysWhatTheRunWasTrainedOnNotWhatItWasExportedWith() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path model = folder.resolve("model.onnx");
    String run = folder.resolve("run").toString();

    assertThat(train(data, run, "--epochs", "1", "--subjects", "1")).isZero();
    int code =
        run(
            "export",
            "--data",
            data,
            "--run",
            run,
            "--output",
            model.toString(),
            "--model-version",
            "1");
    assertThat(code).as(err.toString()).isZero();
    Map<String, String> card = new HashMap<>();
    OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model))
        .getMetadataPropsList()
        .forEach(entry -> card.put(entry.getKey(), entry.getValue()));

    assertThat(card.get("kinetograph.training-data"))
        .contains("by subject 1 ")
        .contains("1 of 1 epochs");
  }

  @Test
  void judgesALeftOutSubject() throws IOException {
    String data = new Recordings(2, 2, 4).folder(folder.resolve("data")).toString();

    int code =
        run(
            "evaluate",
            "--data",
            data,
            "--protocol",
            "loso",
            "--subject",
            "2",
            "--run",
            folder.resolve("run").toString(),
            "--epochs",
            "1",
            "--batch",
            "4",
            "--threads",
            "1");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("kept back: 8 segments", "of 8 segments");
  }

  @Test
  void findsALearningRate() throws IOException {
    String data = new Recordings(3, 2, 4).folder(folder.resolve("data")).toString();
    Path output = folder.resolve("rates");

    int code =
        run(
            "lr-find",
            "--data",
            data,
            "--output",
            output.toString(),
            "--steps",
            "12",
            "--batch",
            "8",
            "--threads",
            "1");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("suggested learning rate: ");
    assertThat(Files.readAllLines(output.resolve("lr-find.csv"))).hasSizeBetween(2, 13);
    BufferedImage plot = ImageIO.read(output.resolve("lr-find.png").toFile());
    assertThat(plot.getWidth()).isEqualTo(900);
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithTheData() {
    int code = train(folder.resolve("none.zip").toString(), folder.resolve("run").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().strip())
        .endsWith("none.zip: no such file or folder")
        .doesNotContain("\n");
  }

  @Test
  void showsTheStackTraceWhenAsked() {
    train(folder.resolve("none.zip").toString(), folder.resolve("run").toString(), "--verbose");

    assertThat(err.toString()).contains("\tat io.kinetograph.trainer");
  }

  @Test
  void refusesValuesThatOptionsCannotHave() throws IOException {
    String data = new Recordings(2, 1, 1).folder(folder.resolve("data")).toString();
    String run = folder.resolve("run").toString();

    assertUsage("epochs 0 is not at least 1", train(data, run, "--epochs", "0"));
    assertUsage("'9'", train(data, run, "--subjects", "9"));
    assertUsage("'often' is not", train(data, run, "--validation", "often"));
    assertUsage("'fast' is not a number or auto", train(data, run, "--lr", "fast"));
    assertUsage("patience 3 needs a validation set", train(data, run, "--patience", "3"));
    assertUsage("layer-rates '1' are not LOW:HIGH", train(data, run, "--layer-rates", "1"));
    assertUsage("mutually exclusive", train(data, run, "--from", "a", "--pretrained", "b"));
    assertUsage("jitter -1.0 is not", train(data, run, "--jitter", "-1"));
    assertUsage("Unknown option: '--colour=red'", train(data, run, "--colour=red"));
    assertUsage("--run", run("train", "--data", data));
    assertUsage("Say which command", run());
    assertUsage(
        "--protocol loso needs --subject N",
        run("evaluate", "--data", data, "--protocol", "loso", "--run", run));
    assertUsage("--protocol needs --run", run("evaluate", "--data", data, "--protocol", "random"));
    assertUsage(
        "cannot be given with --resume: the run's own settings hold",
        train(data, run, "--resume", "--seed", "2"));
  }

  @Test
  void explainsEveryCommand() {
    CommandLine root = TrainerCommand.commandLine();
    List<String> commands = new ArrayList<>(root.getSubcommands().keySet());

    assertThat(commands).contains("train", "lr-find", "export", "evaluate", "fit-simulator");
    for (String command : commands) {
      assertThat(run(command, "--help")).isZero();
    }
    assertThat(out.toString()).contains("Usage: kinetograph train", "default: all cores");
  }

  private int train(String data, String run, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                data,
                "--run",
                run,
                "--batch",
                "8",
                "--averaging",
                "0.9",
                "--unit-dropout",
                "0",
                "--rotation",
                "0",
                "--mixup",
                "0",
                "--threads",
                "1"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return TrainerCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private void assertUsage(String message, int code) {
    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    err.getBuffer().setLength(0);
  }
}
