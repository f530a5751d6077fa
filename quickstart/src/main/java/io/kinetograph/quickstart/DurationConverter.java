// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a duration in the notation of the app's settings: {@code 60s}, {@code 5m}, {@code 1h}. At
 * most 1000 days, so that nanoseconds fit into a long.
 */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Duration LONGEST = Duration.ofDays(1000);

  @Override
  public Duration convert(String value) {
    Duration duration;
    try {
      duration = Durations.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + value + "' is not a duration such as 60s or 5m");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'" + value + "' is longer than " + LONGEST.toDays() + " days");
    }
    return duration;
  }
}
