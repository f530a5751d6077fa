// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JVM's temporary folder, into which ONNX Runtime and others unpack native libraries. */
public final class TemporaryFolder {

  private TemporaryFolder() {}

  /**
   * Checks that files can be created. The libraries' own errors name neither the folder nor the
   * property.
   *
   * @throws IOException if not; the message names the folder and what to do
   */
  public static void check() throws IOException {
    String folder = System.getProperty("java.io.tmpdir");
    try {
      Files.delete(Files.createTempFile(Path.of(folder), "kinetograph-", null));
    } catch (IOException e) {
      throw new IOException(
          "cannot write to the temporary folder %s: make it writable, or choose another with"
                  .formatted(folder)
              + " -Djava.io.tmpdir=FOLDER in KINETOGRAPH_JAVA_OPTS",
          e);
    }
  }
}
