// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.evaluation.SpeedMeasurement;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile.Speed;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model-speed}: how many pictures a second model files classify on this machine. */
@Command(
    name = "model-speed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how many pictures a second model files classify on the CPU, with one thread.",
      "The files take turns in short iterations. The medians of the iterations are printed, by wall"
          + " time and by CPU time."
    })
final class ModelSpeedCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "ONNX files.")
  private List<Path> files = List.of();

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "1,8,32,64",
      paramLabel = "PICTURES",
      description = "Pictures in a call; default ${DEFAULT-VALUE}.")
  private List<Integer> batches = List.of();

  @Option(
      names = "--iterations",
      defaultValue = "21",
      description = "Iterations for each file and batch size; default ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--iteration-millis",
      defaultValue = "150",
      paramLabel = "MILLIS",
      description = "Shortest duration of an iteration; default ${DEFAULT-VALUE}.")
  private int iterationMillis;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    batches.forEach(batch -> Usage.range(spec, "--batch", "[1,1024]", batch));
    Usage.range(spec, "--iterations", "[1,100000]", iterations);
    Usage.range(spec, "--iteration-millis", "[1,60000]", iterationMillis);
    SpeedMeasurement measurement = new SpeedMeasurement(iterations, iterationMillis);
    if (json != null) {
      AtomicFile.requireWritable(json);
    }
    List<Speed> speeds;
    try (Progress.Task task =
        Usage.progress(spec)
            .start("measuring", measurement.iterations(files.size(), batches.size()))) {
      speeds = measurement.of(files, batches, () -> task.advance(1));
    }
    PrintWriter out = spec.commandLine().getOut();
    int width = speeds.stream().mapToInt(speed -> speed.file().length()).max().orElse(0);
    out.printf(
        "%-" + width + "s %8s %6s %11s %13s %23s%n",
        "file",
        "MB",
        "batch",
        "pictures/s",
        "per CPU s",
        "iterations from");
    for (Speed speed : speeds) {
      out.printf(
          Locale.ROOT,
          "%-" + width + "s %8.1f %6d %11.0f %13.0f %10.0f to %9.0f%n",
          speed.file(),
          speed.bytes() / 1e6,
          speed.batch(),
          speed.picturesPerSecond(),
          speed.picturesPerCpuSecond(),
          speed.slowest(),
          speed.fastest());
    }
    out.flush();
    if (json != null) {
      new SpeedFile(iterations, iterationMillis, speeds).write(json);
    }
    return ExitCode.OK;
  }
}
