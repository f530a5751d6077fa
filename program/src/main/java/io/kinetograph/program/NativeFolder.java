// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder into which native libraries are unpacked, to be loaded from there. For ONNX Runtime,
 * Kafka's compression and the trainer's progress bars it is the JVM's temporary folder; PyTorch has
 * another one. The launcher moves all of them by one environment variable.
 */
public final class NativeFolder {

  private static final String VARIABLE = "KINETOGRAPH_NATIVE_DIR";

  /** Says that all native libraries of this installation are unpacked already, elsewhere. */
  private static final String UNPACKED = "io.kinetograph.native.unpacked";

  private NativeFolder() {}

  /**
   * Checks the temporary folder, unless the libraries are unpacked already, as in the project's
   * images.
   *
   * @throws IOException if files cannot be created there or libraries cannot be loaded from there.
   *     The libraries' own errors name neither the folder nor what to do; the message names both
   */
  public static void checkTemporary() throws IOException {
    if (Boolean.getBoolean(UNPACKED)) {
      return;
    }
    check("temporary folder", System.getProperty("java.io.tmpdir"), "-Djava.io.tmpdir");
  }

  /**
   * Checks another folder, and creates it, unless the libraries are unpacked already.
   *
   * @param setting how to choose another folder without the launcher
   * @throws IOException as for the temporary folder
   */
  public static void check(Path folder, String setting) throws IOException {
    if (Boolean.getBoolean(UNPACKED)) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "cannot create the folder %s for native libraries: ".formatted(folder)
              + chooseAnother(setting),
          e);
    }
    check("folder", folder.toString(), setting);
  }

  static void check(String what, String folder, String setting) throws IOException {
    Path file;
    try {
      file = Files.createTempFile(Path.of(folder), "kinetograph-", null);
    } catch (IOException | InvalidPathException e) {
      throw new IOException(
          "cannot write to the %s %s: make it writable, or ".formatted(what, folder)
              + chooseAnother(setting),
          e);
    }
    try {
      if (!canBeExecuted(file)) {
        throw new IOException(
            "native libraries cannot be loaded from the %s %s, because it is mounted with noexec: "
                    .formatted(what, folder)
                + chooseAnother(setting));
      }
    } finally {
      Files.delete(file);
    }
  }

  private static String chooseAnother(String setting) {
    return "choose another folder with the environment variable %s (without bin/kinetograph: %s)"
        .formatted(VARIABLE, setting);
  }

  /** The kernel refuses to load a library where it refuses to run a program. */
  private static boolean canBeExecuted(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return true;
    }
    view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    return Files.isExecutable(file);
  }
}
