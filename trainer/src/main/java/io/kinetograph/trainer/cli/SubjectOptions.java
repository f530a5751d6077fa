package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.Subjects;
import picocli.CommandLine.Option;

/** Whose recordings a command uses. */
final class SubjectOptions {

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
    return excludedSubjects.isEmpty() ? chosen : chosen.without(Subjects.parse(excludedSubjects));
  }
}
