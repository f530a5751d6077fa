// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

/** The main classes of every module: those of the project on the class path, but for the tests. */
final class MainClasses {

  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption((Location location) -> !location.contains("/architecture/"))
          .importPackages("io.kinetograph");

  private MainClasses() {}
}
