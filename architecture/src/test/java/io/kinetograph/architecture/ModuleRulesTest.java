// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may use which, and what must never reach production. */
class ModuleRulesTest {

  @ParameterizedTest
  @EnumSource
  void moduleUsesOnlyTheModulesItMayUse(Module module) {
    String[] forbidden =
        Stream.of(Module.values())
            .filter(other -> other != module && !mayUse(module).contains(other))
            .map(Module::packages)
            .toArray(String[]::new);

    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(false)
        .check(module.classes());
  }

  @ParameterizedTest
  @EnumSource
  void allClassesOfModuleAreInItsPackage(Module module) {
    List<String> strangers =
        Module.allClasses().stream()
            .filter(javaClass -> module.isBuiltFrom(javaClass) != module.owns(javaClass))
            .map(JavaClass::getName)
            .toList();

    assertThat(strangers).isEmpty();
  }

  @Test
  void everyModuleOfTheBuildHasRules() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    Set<String> built =
        Stream.of(pom.split("<module>"))
            .skip(1)
            .map(rest -> rest.substring(0, rest.indexOf("</module>")))
            .collect(Collectors.toSet());

    // They have no code of their own.
    built.removeAll(Set.of("architecture", "distribution", "docker", "faults"));
    assertThat(Stream.of(Module.values()).map(Module::folder)).hasSameElementsAs(built);
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMS_APP", "DASHBOARD"})
  void productionUsesNeitherBrokerNorPyTorch(Module module) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "ai.djl.pytorch..")
        .check(module.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"streams-app", "dashboard"})
  void noJarOfBrokerSimulatorOrTrainerIsOnTheClassPathOfProduction(String folder)
      throws IOException {
    Path classPath = Path.of("..", folder, "target", "production-class-path");

    // The build writes it in the phase process-classes: without it, this test fails.
    assertThat(Files.readString(classPath).split(File.pathSeparator))
        .anyMatch(jar -> jar.contains("kafka-clients"))
        .noneMatch(jar -> jar.matches(".*(kafka_2\\.|kafka-server|kafka-metadata).*"))
        .noneMatch(jar -> jar.matches(".*(pytorch|trainer|recordings|quickstart|fixtures).*"));
  }

  /** The modules that a module may use, besides itself. */
  private static Set<Module> mayUse(Module module) {
    return switch (module) {
      case PROGRAM, SCHEMAS, IMAGING -> Set.of();
      case INFERENCE, RECORDINGS -> Set.of(Module.IMAGING);
      case TRAINER -> Set.of(Module.PROGRAM, Module.IMAGING, Module.INFERENCE, Module.RECORDINGS);
      case STREAMS_APP -> Set.of(Module.PROGRAM, Module.SCHEMAS, Module.IMAGING, Module.INFERENCE);
      case DASHBOARD -> Set.of(Module.PROGRAM, Module.SCHEMAS);
      case QUICKSTART -> allExcept(Module.TRAINER, Module.BENCHMARKS, Module.TEST_FIXTURES);
      // They use what they measure, and what they build.
      case BENCHMARKS -> allExcept(Module.TEST_FIXTURES);
      case TEST_FIXTURES -> allExcept(Module.TRAINER, Module.BENCHMARKS);
    };
  }

  private static Set<Module> allExcept(Module... excluded) {
    return Stream.of(Module.values())
        .filter(module -> !List.of(excluded).contains(module))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A module, found by its package and by the folder it is built in. */
  enum Module {
    PROGRAM("program", "program"),
    SCHEMAS("schemas", "schemas"),
    IMAGING("imaging", "imaging"),
    INFERENCE("inference", "inference"),
    RECORDINGS("recordings", "recordings"),
    TRAINER("trainer", "trainer"),
    STREAMS_APP("streams-app", "streams"),
    DASHBOARD("dashboard", "dashboard"),
    QUICKSTART("quickstart", "quickstart"),
    BENCHMARKS("benchmarks", "benchmarks"),
    TEST_FIXTURES("test-fixtures", "fixtures");

    private final String folder;
    private final String rootPackage;

    Module(String folder, String rootPackage) {
      this.folder = folder;
      this.rootPackage = "io.kinetograph." + rootPackage;
    }

    static JavaClasses allClasses() {
      return MainClasses.ALL;
    }

    String folder() {
      return folder;
    }

    String rootPackage() {
      return rootPackage;
    }

    /** As ArchUnit writes a package and all below it. */
    String packages() {
      return rootPackage + "..";
    }

    JavaClasses classes() {
      JavaClasses classes =
          allClasses().that(DescribedPredicate.describe("are of the module " + folder, this::owns));
      assertThat(classes).as("classes of the module %s", folder).isNotEmpty();
      return classes;
    }

    boolean owns(JavaClass javaClass) {
      String name = javaClass.getPackageName();
      return name.equals(rootPackage) || name.startsWith(rootPackage + ".");
    }

    boolean isBuiltFrom(JavaClass javaClass) {
      String uri = javaClass.getSource().orElseThrow().getUri().toString();
      return uri.contains("/" + folder + "/target/") || uri.contains("/kinetograph-" + folder);
    }
  }
}
