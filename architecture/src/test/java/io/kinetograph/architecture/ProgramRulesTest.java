// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.kinetograph.program.PlainLogEncoder;
import io.kinetograph.program.ProgramLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every program does alike: its locale, and what it prints and logs. */
class ProgramRulesTest {

  /** Libraries use the default locale; the compiler rejects code of ours that does. */
  @Test
  void everyProgramIsIndependentOfTheMachinesLanguage() {
    List<JavaMethod> programs =
        MainClasses.ALL.stream()
            // Programs for comparison, which only write numbers for the benchmark.
            .filter(type -> !type.getPackageName().equals("io.kinetograph.benchmarks.peers"))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.getName().equals("main"))
            .toList();

    assertThat(programs).hasSizeGreaterThan(5);
    assertThat(programs)
        .allSatisfy(
            program ->
                assertThat(program.getMethodCallsFromSelf())
                    .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ProgramLocale.class)));
  }

  /** Data can contain escape sequences and line breaks, which would forge lines of the log. */
  @Test
  void everyLogIsPlainText() throws IOException {
    int encoders = 0;
    for (Path configuration : logConfigurations()) {
      String xml = Files.readString(configuration);
      assertThat(xml.split("<encoder", -1).length)
          .as("%s has only encoders of plain text", configuration)
          .isEqualTo(xml.split("<encoder class=\"" + PlainLogEncoder.class.getName(), -1).length);
      encoders += xml.split("<encoder", -1).length - 1;
    }

    assertThat(encoders).isGreaterThan(4);
  }

  private static List<Path> logConfigurations() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .filter(file -> file.toString().contains("/src/main/resources/"))
          .filter(file -> file.getFileName().toString().matches("logback.*\\.xml"))
          .toList();
    }
  }

  /** Others print to what picocli or their caller gives them, which is plain text. */
  @Test
  void fewClassesPrintToTheTerminalThemselves() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.quickstart\\.(Quickstart|ClassArchive|Simulate)Command")
        .and()
        .haveNameNotMatching(".*\\.TerminalProgress(\\$.*)?")
        .and()
        .resideOutsideOfPackages("io.kinetograph.benchmarks..", "io.kinetograph.fixtures..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(MainClasses.ALL);
  }
}
