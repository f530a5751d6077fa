package io.kinetograph.quickstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module knows which: the table in the contributor's guide, held against the bytecode. */
class ModuleRulesTest {

  /** Packages of each module, and the modules that it knows. */
  private static final Map<String, Set<String>> KNOWS =
      Map.of(
          "schemas", Set.of(),
          "imaging", Set.of(),
          "recordings", Set.of("imaging"),
          "trainer", Set.of("imaging", "recordings"),
          "streams", Set.of("schemas", "imaging"),
          "dashboard", Set.of("schemas"),
          "quickstart", Set.of("schemas", "imaging", "recordings", "streams", "dashboard"),
          "benchmarks", Set.of("schemas", "imaging", "streams", "quickstart"));

  private static final Map<String, String> FOLDERS = Map.of("streams", "streams-app");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schemas",
        "imaging",
        "recordings",
        "trainer",
        "streams",
        "dashboard",
        "quickstart",
        "benchmarks"
      })
  void aModuleUsesOnlyThoseItKnows(String module) {
    JavaClasses classes = classesOf(module);
    Set<String> strangers = new HashSet<>(KNOWS.keySet());
    strangers.removeAll(KNOWS.getOrDefault(module, Set.of()));
    strangers.remove(module);
    List<String> forbidden = new ArrayList<>();
    strangers.forEach(stranger -> forbidden.add("io.kinetograph." + stranger + ".."));

    assertThat(classes).isNotEmpty();
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"streams", "dashboard"})
  void neitherBrokerNorTrainingReachesProduction(String module) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "ai.djl.pytorch..")
        .check(classesOf(module));
  }

  @ParameterizedTest
  @ValueSource(strings = {"streams", "dashboard"})
  void noJarOfBrokerOrTrainingIsOnTheClassPathOfProduction(String module) throws IOException {
    Path classpath = Path.of("..", FOLDERS.getOrDefault(module, module), "target", "classpath");
    // Written when the module is packaged, which "test" alone does not do.
    assumeTrue(Files.isRegularFile(classpath));

    assertThat(Files.readString(classpath))
        .contains("kafka-clients")
        .doesNotContain("/kafka_2.", "kafka-server", "pytorch", "trainer");
  }

  private static JavaClasses classesOf(String module) {
    Path folder = Path.of("..", FOLDERS.getOrDefault(module, module), "target", "classes");
    // Not every module is a part of this one, and has been built beside it.
    assumeTrue(Files.isDirectory(folder));
    return new ClassFileImporter().importPath(folder);
  }
}
