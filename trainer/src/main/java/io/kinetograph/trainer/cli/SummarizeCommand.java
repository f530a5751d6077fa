// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code summarize}: the results of a cross-validation so far. */
@Command(
    name = "summarize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the results of the finished folds of 'cross-validate', and writes them to"
          + " FOLDER/PROTOCOL. Trains nothing."
    })
final class SummarizeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ProtocolFolder folder = new ProtocolFolder();

  @Override
  public Integer call() throws IOException {
    folder.showResults(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
