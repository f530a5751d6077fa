// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.file.TextFile;
import io.kinetograph.trainer.report.Report;
import io.kinetograph.trainer.report.Report.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code report}: the model card as one HTML file. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the model card as one HTML file, from the results of other commands. It trains"
          + " nothing.",
      "Results that are not given are listed as not measured. With --data the file has pictures cut"
          + " from the data set: do not commit it."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--results",
      arity = "1..*",
      paramLabel = "FOLDER",
      description =
          "Folders of 'cross-validate --run', each with the results of one or more protocols.")
  private List<Path> results = List.of();

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "The folder of a training, for its loss, learning rate and time.")
  private @Nullable Path run;

  @Option(
      names = "--model-speed",
      paramLabel = "JSON",
      description = "The file of 'model-speed --json', for sizes and speed.")
  private @Nullable Path modelSpeed;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The ONNX file, for its model card.")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "The data set, to draw the misclassifications with the highest confidence. Do not commit"
              + " such a report.")
  private @Nullable Path data;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description =
          "What a reader must know to read the figures right, such as how the settings were chosen;"
              + " may be repeated.")
  private List<String> notes = List.of();

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description = "A command that produced the figures, listed at the end; may be repeated.")
  private List<String> commands = List.of();

  @Option(
      names = "--commands",
      paramLabel = "FILE",
      description = "A file of such commands, one per line.")
  private @Nullable Path commandsFile;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The HTML file; replaced if it exists.")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (results.isEmpty() && run == null && modelSpeed == null && model == null) {
      throw new ParameterException(
          spec.commandLine(), "Give at least one of --results, --run, --model-speed and --model.");
    }
    List<String> all = new ArrayList<>(commands);
    if (commandsFile != null) {
      all.addAll(TextFile.read(commandsFile).lines().toList());
    }
    new Report(new Sources(results, run, modelSpeed, model, data, notes, all)).write(output);
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s: %.1f MB%n", output.getFileName(), Files.size(output) / 1e6);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
