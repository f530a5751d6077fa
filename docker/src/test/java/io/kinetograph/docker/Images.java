// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import java.nio.file.Path;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The project's images, built from the distribution's archive. */
final class Images {

  /** Of every image. */
  static final String TAG = "test";

  private Images() {}

  /**
   * Describes an image; the first container, or {@code get()}, builds it.
   *
   * @param target of the Dockerfile
   */
  static ImageFromDockerfile of(String target) {
    Path folder = Path.of("").toAbsolutePath();
    Path archive = Path.of(System.getProperty("distribution.archive"));
    return new ImageFromDockerfile("kinetograph/%s:%s".formatted(target, TAG), false)
        .withFileFromPath("Dockerfile", folder.resolve("Dockerfile"))
        .withFileFromPath("docker/ImageLayout.java", folder.resolve("ImageLayout.java"))
        .withFileFromPath("docker/healthy", folder.resolve("healthy"))
        .withFileFromPath("distribution/target/" + archive.getFileName(), archive)
        .withTarget(target)
        // It takes a minute, and changes nothing but the time of a start.
        .withBuildArg("CLASS_ARCHIVE", "off");
  }
}
