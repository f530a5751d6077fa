// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that several commands share; each group is a mixin. */
final class SharedOptions {

  private SharedOptions() {}

  /** The option for the recordings. */
  static final class DataOptions {

    @Option(
        names = "--data",
        required = true,
        paramLabel = "ZIP_OR_FOLDER",
        description = "The data set: UCI's zip, or the folder it unpacks to.")
    private Path data = Path.of("");

    /** Where the recordings are. */
    Path path() {
      return data;
    }

    /** Reads the recordings and prints a summary. */
    DataSet read(Subjects subjects, Progress progress) throws IOException {
      long start = System.nanoTime();
      DataSet read = DataSet.read(data, subjects, progress);
      progress.say(
          String.format(
              Locale.ROOT,
              "%s: %s, read in %.1f s",
              data.getFileName(),
              read.summary(),
              (System.nanoTime() - start) / 1e9));
      return read;
    }
  }

  /** The options that choose the subjects. */
  static final class SubjectOptions {

    @Option(
        names = "--subjects",
        paramLabel = "N-M,...",
        description = "Use the recordings of these subjects only, such as 1-6,8; default all.")
    private String subjects = Subjects.everybody().text();

    @Option(
        names = "--exclude-subjects",
        paramLabel = "N-M,...",
        description = "Do not use the recordings of these subjects.")
    private String excludedSubjects = "";

    /**
     * The subjects.
     *
     * @throws IllegalArgumentException if an option's text is not a list of subjects
     */
    Subjects subjects() {
      Subjects chosen = Subjects.parse(subjects);
      return excludedSubjects.isEmpty() ? chosen : chosen.without(excluded());
    }

    private Subjects excluded() {
      try {
        return Subjects.parse(excludedSubjects);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--exclude-subjects: " + e.getMessage(), e);
      }
    }
  }

  /** The option to evaluate with only some units worn. */
  static final class WornUnitsOption {

    @Option(
        names = "--by-units",
        description =
            "Also evaluate with only some units worn; the values of the others are 0 m/s^2 then.")
    private boolean byUnits;

    boolean byUnits() {
      return byUnits;
    }
  }

  /** The option for the number of threads that compute. */
  static final class ThreadsOption {

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads that compute, at most one for each core; default: all cores.")
    private @Nullable Integer threads;

    /** The number that is given, or else all cores. */
    int threads() {
      return threads(OptionalInt.empty());
    }

    /**
     * The number that is given, or else that of the run, or else all cores.
     *
     * @param run the number that a run was started with, maybe on a larger machine
     * @throws IllegalArgumentException if the given number is out of range
     */
    int threads(OptionalInt run) {
      int cores = Runtime.getRuntime().availableProcessors();
      if (threads == null) {
        return Math.min(cores, run.orElse(cores));
      }
      new Range(String.format(Locale.ROOT, "[1,%d]", cores)).require("threads", threads);
      return threads;
    }
  }
}
