package io.kinetograph.streams.config;

import io.kinetograph.inference.ModelDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which model serves, on which device, and how often its file is looked at.
 *
 * @param file the ONNX file, or empty for the model that is shipped
 * @param device the device it is to run on
 * @param refreshInterval from one look at the file to the next; zero for none
 */
public record ModelSettings(Optional<Path> file, ModelDevice device, Duration refreshInterval) {

  private static final Duration SHORTEST = Duration.ofMillis(100);

  /**
   * Checks the interval.
   *
   * @throws IllegalArgumentException if the interval is neither zero nor 100 ms or more
   */
  public ModelSettings {
    if (!refreshInterval.isZero() && refreshInterval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "refresh-interval " + refreshInterval + " is neither 0s nor at least 100ms");
    }
  }
}
