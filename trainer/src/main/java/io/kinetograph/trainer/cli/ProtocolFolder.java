// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.crossvalidation.ResultsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that choose the protocol and the folder of its folds. */
final class ProtocolFolder {

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      required = true,
      description = {
        "How the recordings are split, one of ${COMPLETION-CANDIDATES}:",
        "random: one split; the test set has 20%% of each activity's segments.",
        "rrss: repeated random sub-sampling; each test set has a third of each activity's"
            + " segments.",
        "kfold: every segment is in one test set.",
        "loso: leave one subject out; every subject is the test set once.",
        "pairs: subjects 1 and 2, 3 and 4, 5 and 6, 7 and 8 are the test set once.",
        "four-subjects: as pairs, but trained on four subjects as in HARBench 2026: the pair after"
            + " the test pair (after the last, the first) is not used at all.",
        "unknown: leave one activity and one subject out; every activity is unknown to the network"
            + " once, and the test set has all activities of the subject.",
        "unknown-groups: the same with every whole group of activities."
      })
  private ProtocolName protocol = ProtocolName.RANDOM;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the folds and their results.")
  private Path run = Path.of("");

  ProtocolName protocol() {
    return protocol;
  }

  Path run() {
    return run;
  }

  /**
   * Shows the results of all finished folds, and writes them to the protocol's folder.
   *
   * @throws IOException if no fold is finished
   */
  void showResults(PrintWriter out) throws IOException {
    ResultsFiles.show(run, protocol.text(), out);
  }

  /** The names of the protocols on the command line. */
  enum ProtocolName {
    /** One random split. */
    RANDOM,
    /** Several random splits. */
    RRSS,
    /** Every segment is in one test set. */
    KFOLD,
    /** Every subject is the test set once. */
    LOSO,
    /** Every pair of subjects is the test set once. */
    PAIRS,
    /** Every pair is the test set once, and training is on two of the other pairs. */
    FOUR_SUBJECTS,
    /** Every activity is unknown once. */
    UNKNOWN,
    /** Every group of activities is unknown once. */
    UNKNOWN_GROUPS;

    /** As in the names of folders. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
      return text();
    }
  }
}
