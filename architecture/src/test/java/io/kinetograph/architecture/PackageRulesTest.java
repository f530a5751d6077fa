// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.kinetograph.architecture.ModuleRulesTest.Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which package may use which, inside a module, and how packages and settings are named. */
class PackageRulesTest {

  @ParameterizedTest
  @EnumSource
  void packagesOfModuleAreFreeOfCycles(Module module) {
    slices().assignedFrom(new PackagesOf(module)).should().beFreeOfCycles().check(module.classes());
  }

  /** Data go one way: reading, segment, picture, label. Each step knows only those before it. */
  @ParameterizedTest
  @CsvSource({
    "streams.reading, streams.segment",
    "streams.reading, streams.serving",
    "streams.reading, streams.topology",
    "streams.segment, streams.serving",
    "streams.segment, streams.topology",
    "streams.segment, streams.episode",
    "streams.serving, streams.episode",
    "streams.serving, streams.topology",
    "streams.episode, streams.topology",
    "streams.topology, streams.app",
  })
  void stepDoesNotKnowTheStepsAfterIt(String step, String later) {
    noClasses()
        .that()
        .resideInAPackage("io.kinetograph." + step + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kinetograph." + later + "..")
        .check(MainClasses.ALL);
  }

  /** Nothing but the command line may depend on the command line. */
  @Test
  void trainerDoesNotDependOnItsCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("io.kinetograph.trainer..")
        .and()
        .resideOutsideOfPackage("io.kinetograph.trainer.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kinetograph.trainer.cli..")
        .check(MainClasses.ALL);
  }

  @Test
  void noPackageHasNameThatSaysNothing() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
        .orShould()
        .resideInAnyPackage("..manager..", "..managers..", "..impl..", "..misc..")
        .check(MainClasses.ALL);
  }

  @Test
  void settingsOfTheAppAreInConfig() {
    classes()
        .that()
        .resideInAPackage("io.kinetograph.streams..")
        .and()
        .haveSimpleNameEndingWith("Settings")
        .should()
        .resideInAPackage("io.kinetograph.streams.config..")
        .check(MainClasses.ALL);
  }

  @Test
  void recordsInConfigAreSettings() {
    classes()
        .that()
        .resideInAPackage("io.kinetograph.streams.config..")
        .and()
        .areRecords()
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleNameEndingWith("Settings")
        .check(MainClasses.ALL);
  }

  /** The packages right below a module's root package, each with all below it, and the root. */
  private record PackagesOf(Module module) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      if (!module.owns(javaClass)) {
        return SliceIdentifier.ignore();
      }
      String name = javaClass.getPackageName();
      if (name.equals(module.rootPackage())) {
        return SliceIdentifier.of("(root)");
      }
      String below = name.substring(module.rootPackage().length() + 1);
      int dot = below.indexOf('.');
      return SliceIdentifier.of(dot < 0 ? below : below.substring(0, dot));
    }

    @Override
    public String getDescription() {
      return "packages of the module " + module.folder();
    }
  }
}
