// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kinetograph bench report}: tables and plots of the results in files. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Prints tables of results, in Markdown, and draws plots. A table has only runs under the same",
      "conditions; ratios are those of runs of one call."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files written by --json.")
  private List<Path> files = List.of();

  @Option(
      names = "--plot",
      paramLabel = "FOLDER",
      description = "Draws plots into this folder, as PNG.")
  private @Nullable Path plots;

  @Override
  public Integer call() throws IOException {
    List<Result> results = new ArrayList<>();
    for (Path file : files) {
      try {
        results.addAll(Result.read(file));
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "cannot read the results: " + e.getMessage(), e);
      }
    }
    Report report = new Report(results);
    System.out.print(report.markdown());
    if (plots != null) {
      report.plot(plots);
    }
    return 0;
  }
}
