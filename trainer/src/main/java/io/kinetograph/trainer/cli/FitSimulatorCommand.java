// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.simulation.SimulatorCheck;
import io.kinetograph.trainer.simulation.SimulatorFit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fit-simulator}: the motion table of the simulated wearables, from recordings. */
@Command(
    name = "fit-simulator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fits the motion table of the simulated wearables to recordings, and shows how a model"
          + " classifies simulated segments.",
      "Without --data, an existing table is only checked."
    })
final class FitSimulatorCommand implements Callable<Integer> {

  /** The check's noise is another than the one the subjects were chosen by. */
  private static final long CHOICE_SEED = 1;

  private static final long CHECK_SEED = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "ZIP_OR_FOLDER",
      description = "The data set to fit the table to: UCI's zip, or the folder it unpacks to.")
  private @Nullable Path data;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "FILE",
      description = "The motion table, a CSV file: written with --data, else read.")
  private Path table = Path.of("");

  @Option(
      names = "--check",
      required = true,
      paramLabel = "MODEL",
      description =
          "The ONNX file that classifies simulated segments; the subject of each activity is the"
              + " one whose simulated segments it recognizes best.")
  private Path model = Path.of("");

  @Option(
      names = "--segments",
      defaultValue = "60",
      description = "Simulated segments of each activity; default ${DEFAULT-VALUE}.")
  private int segments;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = Usage.progress(spec);
    Usage.range(spec, "--segments", "[1,10000]", segments);
    int computing = OptionErrors.check(spec, threads::threads);
    if (data != null) {
      AtomicFile.requireWritable(table);
    }
    try (OnnxClassifier classifier = OnnxClassifier.open(model, computing)) {
      if (data != null) {
        new SimulatorFit(classifier, segments, CHOICE_SEED)
            .fit(DataSet.read(data, Subjects.everybody(), progress), progress)
            .write(table);
      }
      ConfusionMatrix matrix =
          new SimulatorCheck(classifier, segments, CHECK_SEED).confusion(MotionTable.read(table));
      out.print(matrix.toText());
      out.printf(Locale.ROOT, "accuracy %.2f%% of simulated segments%n", 100 * matrix.accuracy());
      out.flush();
    }
    return ExitCode.OK;
  }
}
