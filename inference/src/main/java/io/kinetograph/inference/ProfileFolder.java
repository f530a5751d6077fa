// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder for the profile of one session. The session creates the file when it begins,
 * so that there is one of a model that fails later, too.
 *
 * @param path of the folder
 */
record ProfileFolder(Path path) implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProfileFolder.class);

  static ProfileFolder create() {
    try {
      return new ProfileFolder(Files.createTempDirectory("kinetograph-profile"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder with its content; to be called after the session was closed. */
  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is left over", path, e);
    }
  }
}
